using System.Text;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;
using ModelPacker.Core.Tests;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;
using NanoLm.Runtime.Inference;
using Intent = ModelPacker.Core.Schemas.Intent;

namespace NanoLm.Runtime.Tests;

/// <summary>A schema with a slot of each kind, and packed models of random weights for it.</summary>
internal static class Samples
{
    public const int Area = 0, Level = 1, Temperature = 2, Wait = 3, Note = 4, Color = 5, Reading = 6;
    public const int LightOn = 0, LightSet = 1, HeatSet = 2, TimerSet = 3, NoteAdd = 4, Tint = 5, Status = 6;

    public static Schema SampleSchema { get; } = new(
        "sample",
        [
            Slot.List("area", ["kitchen", "bedroom", "garage"]),
            new Slot("level", SlotKind.Range, Unit.Percent, 0, 100, [], [new("half", 50), new("a quarter", 25), new("a", 1)]),
            new Slot("temperature", SlotKind.Range, Unit.Degrees, 5, 35, [], []),
            new Slot("wait", SlotKind.Duration, Unit.None, 1, 86400, [], []),
            Slot.Open("note"),
            Slot.List("color", ["red", "green"]),
            new Slot("reading", SlotKind.Range, Unit.None, -1000, 1000, [], []),
        ],
        [
            new Intent("light_on", [new(Area, false)]),
            new Intent("light_set", [new(Area, false), new(Level, true)]),
            new Intent("heat_set", [new(Temperature, true), new(Area, false)]),
            new Intent("timer_set", [new(Wait, true)]),
            new Intent("note_add", [new(Note, true), new(Wait, false), new(Level, false)]),
            new Intent("tint", [new(Color, true)]),
            new Intent("status", []),
        ],
        [new PinAction(LightOn, 4, true, []), new PinAction(LightOn, 5, false, [(Area, 2)]), new PinAction(Tint, 6, true, [(Color, 0)])]);

    public static Grammar SampleGrammar { get; } = new(GrammarSection.Write(SampleSchema));

    public static IReadOnlyList<string> Pieces { get; } =
    [
        "<unk>", "<end>", .. "abcdefghijklmnopqrstuvwxyz0123456789'".SelectMany(c => new[] { $" {c}", $"{c}" }),
        " the", " set", " light", " kitchen", "en"
    ];

    /// <summary>An image whose weights are random: its answers are arbitrary but valid.</summary>
    public static byte[] Image(bool causal, int threshold = 0) => Image(causal, threshold, SampleSchema.Actions);

    /// <summary>The same with other actions.</summary>
    public static byte[] Image(bool causal, int threshold, IReadOnlyList<PinAction> actions)
    {
        var schema = new Schema(SampleSchema.Name, SampleSchema.Slots, SampleSchema.Intents, actions);
        var config = new ModelConfig(
            Dim: 32, Layers: 2, Heads: 4, KvHeads: 2, HeadDim: 8, Hidden: 64, MaxTokens: 64, Causal: causal,
            Pieces: Pieces.Count, NgramRows: 64, SentenceOutputs: SampleSchema.SentenceOutputs, TagOutputs: SampleSchema.TagOutputs);
        var weights = RandomModel.Weights(config, seed: 7);
        var model = Quantizer.Quantize(weights, PlanBuilder.Build(weights, RandomModel.Ranges(weights, seed: 7)));
        var calibration = CalibrationSection.Identity with { Threshold = threshold };
        return new ModelImage(new ImageHeader(), model, TrieBuilder.Build(Pieces, 0, 1), schema, calibration, [], "").Write();
    }

    /// <summary>A host board with an image in slot 0, chosen for the calling test.</summary>
    public static HostBoard UseBoard(byte[]? image = null)
    {
        var board = new HostBoard();
        if (image is not null)
            board.Load(0, image);
        Native.Use(board);
        return board;
    }

    /// <summary>Chooses a host board for the calling test, on which the returned handle is a model of nothing but a grammar's tags.</summary>
    public static int UseTags(Grammar grammar, params sbyte[] transitions)
    {
        var board = UseBoard();
        return board.OpenTags(grammar.TagOutputs, transitions);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
