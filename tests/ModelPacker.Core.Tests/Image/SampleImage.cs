using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Image;

/// <summary>A small image with every section, of random weights.</summary>
internal static class SampleImage
{
    public static readonly Schema Schema = new(
        "sample",
        [
            Slot.List("room", ["kitchen", "living_room"]),
            new Slot("level", SlotKind.Range, Unit.Percent, 0, 100, [], [new NamedNumber("half", 50)]),
            Slot.Open("note"),
        ],
        [new Intent("light_on", [new SlotUse(0, false)]), new Intent("light_set", [new SlotUse(1, true), new SlotUse(0, false)]),
            new Intent("say", [new SlotUse(2, true)])],
        [new PinAction(0, 5, true, [(0, 1)])]);

    public static readonly ModelConfig Config = new(8, 2, 2, 1, 4, 12, 6, false, 5, 7, Schema.SentenceOutputs, Schema.TagOutputs);

    public static ModelImage Create(int seed)
    {
        ModelWeights weights = RandomModel.Weights(Config, seed);
        return new ModelImage(new ImageHeader(SecurityCounter: 3, Board: ImageHeader.BoardId("host")),
            Quantizer.Quantize(weights, PlanBuilder.Build(weights, RandomModel.Ranges(weights, seed))),
            [1, 2, 3], Schema, CalibrationSection.Identity with { Threshold = 60, OutOfScopeLimit = 1234 },
                [new Canary("lights on", "{\"intent\":\"light_on\",\"slots\":{}}")], "{\"seed\":1}");
    }
}
