using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Tests.Image;
using NanoLm.Runtime.Inference;

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
            new IntentFigures("light_on", new Tally(2, 2), new Tally(1, 2), new Tally(2, 4)),
            new IntentFigures("light_set", new Tally(1, 3), new Tally(0, 3), new Tally(1, 1)),
            new IntentFigures(null, new Tally(1, 2), new Tally(1, 2), new Tally(1, 2)),
        ],
        report.ByIntent);

    [Fact]
    public void AnIntentThatIsOnlyAnsweredIsListedToo()
    {
        IntentFigures answered = Report((-1, [], 2, [], 50)).ByIntent[0];
        Assert.Equal(new IntentFigures("say", default, default, new Tally(0, 1)), answered);
        Assert.Equal(0, answered.F1);
    }

    [Fact]
    public void ListsFiguresBySlotOfCommands()
    {
        Assert.Equal(
            [new SlotFigures("room", new Tally(1, 2), new Tally(1, 2)), new SlotFigures("level", new Tally(1, 1), new Tally(1, 3))],
            report.BySlot);
        Assert.Equal(0.5, report.BySlot[1].F1);
    }

    [Fact]
    public void PutsAnswersIntoBinsOfConfidence()
    {
        IReadOnlyList<ConfidenceBin> bins = report.ByConfidence;
        Assert.Equal([(40, new Tally(0, 1)), (80, new Tally(0, 2)), (90, new Tally(1, 2))], bins.Select(bin => (bin.From, bin.Right)));
        Assert.Equal([0.4, 0.8, 0.9], bins.Select(bin => Math.Round(bin.Confidence, 9)));
    }

    [Fact]
    public void TellsWhatOtherThresholdsWouldDo()
    {
        ThresholdPoint point = report.Thresholds[85];
        Assert.Equal(new ThresholdPoint(85, new Tally(2, 7), new Tally(1, 2), new Tally(2, 2), new Tally(3, 5)), point);
        Assert.Equal(new Tally(5, 7), report.Thresholds[0].Answered);
        Assert.Equal(101, report.Thresholds.Count);
    }

    [Fact]
    public void ALowerThresholdWouldAnswerWhatIsWithheld()
    {
        var utterance = new Utterance("text", 0, []);
        Answer refused = new(-1, Refusal.LowConfidence, [], 10000, 30);
        AnswerComparison Compare(Answer? withheld) => new(SampleImage.Schema, utterance, refused, withheld);
        var known = new EvaluationReport(SampleImage.Schema, [Compare(new Answer(0, Refusal.None, [], 10000, 30))]);
        Assert.Equal(new ThresholdPoint(30, new Tally(1, 1), new Tally(1, 1), default, new Tally(0, 1)), known.Thresholds[30]);
        Assert.Equal(new ThresholdPoint(31, new Tally(0, 1), default(Tally), default, new Tally(1, 1)), known.Thresholds[31]);
        Assert.Null(new EvaluationReport(SampleImage.Schema, [Compare(null)]).Thresholds[30].Right);
    }

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
