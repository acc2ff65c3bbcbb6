using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Schemas;
using ModelPacker.Core.Tests.Image;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Tests.Evaluation;

public class AnswerComparisonTests
{
    private const int Room = 0;
    private const int Level = 1;
    private static readonly Schema Schema = SampleImage.Schema;

    [Fact]
    public void AListSlotNeedsItsValueOnly() =>
        Assert.True(Compare([new LabelledSlot(Room, 3, 10, "kitchen")], [new LabelledSlot(Room, -1, -1, "kitchen")]).WholeRight);

    [Fact]
    public void ALocatedSlotNeedsItsSpan()
    {
        LabelledSlot label = new(Level, 10, 12, "40");
        Assert.True(Compare([label], [label]).WholeRight);
        Assert.False(Compare([label], [label with { End = 13 }]).WholeRight);
    }

    [Fact]
    public void ALabelWithoutSpanIsComparedByValue()
    {
        LabelledSlot label = new(Level, -1, -1, "40");
        Assert.True(Compare([label], [new LabelledSlot(Level, 10, 12, "40")]).WholeRight);
        Assert.False(Compare([label], [new LabelledSlot(Level, 10, 12, "41")]).WholeRight);
    }

    [Fact]
    public void ASlotTooManyOrTooFewIsWrong()
    {
        LabelledSlot label = new(Level, -1, -1, "40");
        Assert.False(Compare([label], []).WholeRight);
        Assert.False(Compare([], [label]).WholeRight);
        Assert.False(Compare([label], [label, new LabelledSlot(Room, -1, -1, "kitchen")]).WholeRight);
    }

    [Fact]
    public void OutOfScopeIsRightWhenRefused()
    {
        var outOfScope = new Utterance("what is love", -1, []);
        Assert.True(new AnswerComparison(Schema, outOfScope, Answer(-1, [])).WholeRight);
        Assert.False(new AnswerComparison(Schema, outOfScope, Answer(1, [])).WholeRight);
    }

    internal static Answer Answer(int intent, LabelledSlot[] slots, int confidence = 100) =>
        new(intent, intent < 0 ? Refusal.OutOfScope : Refusal.None, slots, 32767, confidence);

    private static AnswerComparison Compare(LabelledSlot[] labels, LabelledSlot[] slots) =>
        new(Schema, new Utterance("set level to 40 percent", 1, labels), Answer(1, slots));
}
