using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Tests.Image;

namespace ModelPacker.Core.Tests.Evaluation;

public class EvaluationReportTests
{
    private static readonly LabelledSlot Kitchen = new(0, -1, -1, "kitchen");
    private static readonly LabelledSlot Forty = new(1, -1, -1, "40");

    private readonly EvaluationReport report = Report(
        (0, [Kitchen], 0, [Kitchen], 90),
        (0, [], 0, [Kitchen], 90),
        (1, [Forty, Kitchen], 1, [Forty], 80),
        (1, [Forty], 0, [], 80),
        (1, [Forty], -1, [], 0),
        (-1, [], -1, [], 0),
        (-1, [], 0, [], 40));

    [Fact]
    public void CountsIntentsAndWholeSentencesOfCommands()
    {
        Assert.Equal(new Tally(3, 5), report.Intents);
        Assert.Equal(new Tally(1, 5), report.WholeSentences);
        Assert.Equal(new Tally(2, 7), report.Overall);
    }

    [Fact]
    public void CountsRefusals()
    {
        Assert.Equal(new Tally(1, 2), report.OutOfScopeRefused);
        Assert.Equal(new Tally(1, 5), report.FalselyRefused);
    }

    [Fact]
    public void ScoresSlots()
    {
        Assert.Equal(new Tally(2, 3), report.SlotPrecision);
        Assert.Equal(new Tally(2, 5), report.SlotRecall);
        Assert.Equal(0.5, report.SlotF1!.Value, 9);
    }

    [Fact]
    public void MeasuresHowFarConfidenceIsFromTruth() =>
        Assert.Equal((0.8 + 1.6 + 0.4) / 5, report.CalibrationError!.Value, 9);

    [Fact]
    public void NamesConfusedIntents() => Assert.Equal(
        [new Confusion(null, "light_on", 1), new Confusion("light_set", null, 1), new Confusion("light_set", "light_on", 1)],
            report.Confusions);

    [Fact]
    public void ListsFiguresByIntent() => Assert.Equal(
        [
            new IntentFigures("light_on", new Tally(2, 2), new Tally(1, 2)),
            new IntentFigures("light_set", new Tally(1, 3), new Tally(0, 3)),
            new IntentFigures(null, new Tally(1, 2), new Tally(1, 2)),
        ],
        report.ByIntent);

    [Fact]
    public void WithoutDataThereAreNoShares()
    {
        EvaluationReport empty = Report();
        Assert.Null(empty.Intents.Share);
        Assert.Null(empty.SlotF1);
        Assert.Null(empty.CalibrationError);
    }

    private static EvaluationReport Report(
        params (int Expected, LabelledSlot[] Labels, int Actual, LabelledSlot[] Slots, int Confidence)[] rows) =>
        new(SampleImage.Schema, rows.Select(row => new AnswerComparison(
            SampleImage.Schema, new Utterance("text", row.Expected, row.Labels),
                AnswerComparisonTests.Answer(row.Actual, row.Slots, row.Confidence))));
}
