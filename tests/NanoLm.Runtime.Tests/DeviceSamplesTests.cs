using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using Intent = ModelPacker.Core.Schemas.Intent;

namespace NanoLm.Runtime.Tests;

/// <summary>The sections that the device's unit tests carry in their sources are what the packer writes.</summary>
public class DeviceSamplesTests
{
    [Fact]
    public void The_grammar_is_this_schema()
    {
        var schema = new Schema(
            "sample",
            [
                Slot.List("area", ["kitchen", "bedroom"]),
                new Slot("level", SlotKind.Range, Unit.Percent, 0, 100, [], [new("half", 50)]),
                new Slot("wait", SlotKind.Duration, Unit.None, 1, 3600, [], []),
                Slot.Open("note"),
                Slot.List("color", ["red", "green"]),
                new Slot("warmth", SlotKind.Range, Unit.Degrees, 5, 35, [], []),
            ],
            [
                new Intent("light_on", [new(0, false)]),
                new Intent("light_set", [new(1, true), new(0, false)]),
                new Intent("remind", [new(3, true), new(2, false)]),
                new Intent("tint", [new(4, true)]),
            ],
            [new PinAction(0, 4, true, []), new PinAction(0, 5, false, [(0, 1)]), new PinAction(3, 6, true, [(4, 0)])]);
        Assert.Equal(NFUnitTest.Samples.Grammar, Convert.ToHexStringLower(GrammarSection.Write(schema)));
    }

    [Fact]
    public void The_pieces_are_these() =>
        Assert.Equal(NFUnitTest.Samples.Pieces, Convert.ToHexStringLower(TrieBuilder.Build(["<unk>", "<end>", " a", " ab", "b", "c"], 0, 1)));
}
