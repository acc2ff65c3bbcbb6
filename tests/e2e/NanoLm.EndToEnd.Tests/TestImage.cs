using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;
using ModelPacker.Core.Tests;

namespace NanoLm.EndToEnd.Tests;

/// <summary>A small image of random weights in a temporary file: what it answers means nothing, but must be the same everywhere.</summary>
internal sealed class TestImage : IDisposable
{
    private static readonly string[] Pieces =
        ["<unk>", "<end>", " turn", " on", " off", " the", " light", "s", " set", " to", " kitchen", " h", "alf", " 4", "0", "a", "e", "i", "o", "u", " f", " l"];

    private static readonly Schema Schema = new(
        "random",
        [
            Slot.List("area", ["kitchen", "hallway"]),
            new Slot("level", SlotKind.Range, Unit.Percent, 0, 100, [], [new NamedNumber("half", 50)]),
        ],
        [new Intent("light_on", [new SlotUse(0, false)]), new Intent("light_set", [new SlotUse(1, true), new SlotUse(0, false)])],
        [new PinAction(0, 12, true, [])]);

    internal TestImage(bool causal, WeightFormat? format = null, WeightOrder order = WeightOrder.Rows)
    {
        Config = new ModelConfig(24, 3, 4, 2, 8, 36, 20, causal, Pieces.Length, 997, Schema.SentenceOutputs, Schema.TagOutputs,
            Transitions: true);
        ModelWeights weights = RandomModel.Weights(Config, seed: 5);
        QuantizedModel model = Quantizer.Quantize(weights, PlanBuilder.Build(weights, RandomModel.Ranges(weights, seed: 5), format));
        byte[] image = new ModelImage(
            new ImageHeader(), model, TrieBuilder.Build(Pieces, unk: 0, end: 1), Schema, CalibrationSection.Identity, [], "{}")
        { Order = order }.Write();
        File.WriteAllBytes(Path, image);
    }

    internal ModelConfig Config { get; }

    internal string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
