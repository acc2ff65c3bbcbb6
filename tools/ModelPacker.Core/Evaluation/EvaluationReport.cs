using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Evaluation;

/// <summary>One intent's figures; the name is null for what is out of scope.</summary>
public sealed record IntentFigures(string? Intent, Tally IntentRight, Tally WholeRight);

/// <summary>So often one intent was taken for another; null: out of scope or refused.</summary>
public sealed record Confusion(string? Expected, string? Actual, int Count);

/// <summary>How good a recogniser is on labelled texts.</summary>
public sealed class EvaluationReport
{
    private const int ConfidenceBins = 10;

    private readonly Schema schema;
    private readonly List<AnswerComparison> comparisons;

    public EvaluationReport(Schema schema, IEnumerable<AnswerComparison> comparisons)
    {
        this.schema = schema;
        this.comparisons = [.. comparisons];
        List<AnswerComparison> inScope = [.. this.comparisons.Where(c => c.InScope)];
        Intents = Tally.Count(inScope, c => c.IntentRight);
        WholeSentences = Tally.Count(inScope, c => c.WholeRight);
        OutOfScopeRefused = Tally.Count(this.comparisons.Where(c => !c.InScope), c => c.Refused);
        FalselyRefused = Tally.Count(inScope, c => c.Refused);
        Overall = Tally.Count(this.comparisons, c => c.WholeRight);
        int correct = inScope.Sum(c => c.CorrectSlots);
        SlotPrecision = new Tally(correct, inScope.Sum(c => c.Actual.Slots.Count));
        SlotRecall = new Tally(correct, inScope.Sum(c => c.Expected.Slots.Count));
    }

    /// <summary>Runs the recogniser over all texts.</summary>
    public static EvaluationReport Run(Schema schema, IRecognizer recognizer, IEnumerable<Corpora.Utterance> utterances) =>
        new(schema, utterances.Select(utterance => new AnswerComparison(schema, utterance, recognizer.Recognize(utterance.Text))));

    /// <summary>Commands whose intent is right.</summary>
    public Tally Intents { get; }

    /// <summary>Commands whose intent and slots are all right.</summary>
    public Tally WholeSentences { get; }

    /// <summary>Out-of-scope texts that were refused.</summary>
    public Tally OutOfScopeRefused { get; }

    /// <summary>Commands that were refused.</summary>
    public Tally FalselyRefused { get; }

    /// <summary>Texts of both kinds that were dealt with rightly.</summary>
    public Tally Overall { get; }

    /// <summary>Right slots among those given.</summary>
    public Tally SlotPrecision { get; }

    /// <summary>Right slots among those labelled.</summary>
    public Tally SlotRecall { get; }

    /// <summary>Harmonic mean of slot precision and recall; null when there are no slots.</summary>
    public double? SlotF1 => SlotPrecision.Of + SlotRecall.Of == 0 ? null : 2.0 * SlotRecall.Right / (SlotPrecision.Of + SlotRecall.Of);

    /// <summary>
    /// Expected calibration error: how far confidence is from the share of right answers, over ten bins of the answers given. 0..1
    /// </summary>
    public double? CalibrationError
    {
        get
        {
            List<AnswerComparison> answered = [.. comparisons.Where(c => !c.Refused)];
            return answered.Count == 0
                ? null
                : answered.GroupBy(c => Math.Min(ConfidenceBins - 1, c.Actual.Confidence * ConfidenceBins / 100))
                    .Sum(bin => Math.Abs(bin.Sum(c => c.Actual.Confidence / 100.0 - (c.WholeRight ? 1 : 0)))) / answered.Count;
        }
    }

    /// <summary>
    /// How well the raw confidence tells commands from what is out of scope, whatever was refused; null when the texts are not of both kinds.
    /// </summary>
    public OutOfScopeCurve? OutOfScopeByConfidence
    {
        get
        {
            ILookup<bool, double> scores = comparisons.ToLookup(c => c.InScope, c => (double)c.Actual.RawConfidence);
            return scores.Count < 2 ? null : new OutOfScopeCurve(scores[true], scores[false]);
        }
    }

    /// <summary>All texts, in the order of the data.</summary>
    public IReadOnlyList<AnswerComparison> Comparisons => comparisons;

    /// <summary>Figures by intent, in the schema's order, out of scope last.</summary>
    public IReadOnlyList<IntentFigures> ByIntent =>
    [
        .. comparisons.GroupBy(c => c.Expected.Intent).OrderBy(group => group.Key < 0 ? int.MaxValue : group.Key).Select(group =>
            new IntentFigures(Name(group.Key), Tally.Count(group, c => c.IntentRight), Tally.Count(group, c => c.WholeRight))),
    ];

    /// <summary>Pairs of intents that were confused, the most frequent first.</summary>
    public IReadOnlyList<Confusion> Confusions =>
    [
        .. comparisons.Where(c => !c.IntentRight).GroupBy(c => (c.Expected.Intent, Actual: c.Actual.Intent))
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
            .Select(group => new Confusion(Name(group.Key.Intent), Name(group.Key.Actual), group.Count())),
    ];

    /// <summary>What was not dealt with rightly, in the order of the data.</summary>
    public IEnumerable<AnswerComparison> Mistakes => comparisons.Where(c => !c.WholeRight);

    private string? Name(int intent) => intent < 0 ? null : schema.Intents[intent].Name;
}
