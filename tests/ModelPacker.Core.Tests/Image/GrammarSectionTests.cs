using System.Buffers.Binary;
using System.Text;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Image;

public class GrammarSectionTests
{
    private readonly byte[] section = GrammarSection.Write(SampleImage.Schema);

    [Fact]
    public void TheHeaderCountsAndNames()
    {
        Assert.Equal([3, 3, 1, 1], Enumerable.Range(0, 4).Select(i => U16(2 * i)));
        Assert.Equal("sample", Text(U16(18)));
    }

    [Fact]
    public void IntentsNameTheirSlots()
    {
        int lightSet = U16(8) + 8;
        Assert.Equal("light_set", Text(U16(lightSet)));
        Assert.Equal(2, section[lightSet + 4]);
        Assert.Equal([1 + 128, 0], section.Skip(U16(lightSet + 2)).Take(2).Select(b => (int)b));
    }

    [Fact]
    public void SlotsHoldTheirLayout()
    {
        int room = U16(10);
        Assert.Equal(("room", 0, 4, 2, 0), (Text(U16(room)), section[room + 2], U16(room + 4), U16(room + 6), U16(room + 8)));
        Assert.Equal("living_room", Text(U16(U16(16) + 2)));

        int level = room + 24;
        Assert.Equal((1, 1, 1, 0, 1), (section[level + 2], section[level + 3], U16(level + 4), U16(level + 8), U16(level + 10)));
        Assert.Equal((0, 100), (I32(level + 12), I32(level + 16)));
        Assert.Equal(("half", 50), (Text(U16(U16(14))), I32(U16(14) + 4)));

        Assert.Equal((3, 3), (section[level + 24 + 2], U16(level + 24 + 4)));
    }

    [Fact]
    public void ActionsHoldTheirConditions() => Assert.Equal([0, 5, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0], section.Skip(U16(12)).Take(12));

    [Fact]
    public void ReadsBackWhatWasWritten()
    {
        Schema read = GrammarReader.Read(section);
        Assert.Equal(SampleImage.Schema.Name, read.Name);
        Assert.Equivalent(SampleImage.Schema.Slots, read.Slots, strict: true);
        Assert.Equivalent(SampleImage.Schema.Intents, read.Intents, strict: true);
        PinAction action = Assert.Single(read.Actions);
        Assert.Equal((0, 5, true), (action.Intent, action.Pin, action.High));
        Assert.Equal([(0, 1)], action.Conditions);
    }

    [Fact]
    public void ASchemaBeyond64KiBIsRefused()
    {
        string[] values = [.. Enumerable.Range(0, 250).Select(i => i + new string('x', 250))];
        var schema = new Schema("big", [Slot.List("a", values), Slot.List("b", [.. values.Select(v => "y" + v)])], [], []);
        Assert.Contains("GRAM 0", Assert.Throws<ImageException>(() => GrammarSection.Write(schema)).Message);
    }

    private int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(section.AsSpan(at));

    private int I32(int at) => BinaryPrimitives.ReadInt32LittleEndian(section.AsSpan(at));

    private string Text(int at) => Encoding.UTF8.GetString(section, at + 1, section[at]);
}
