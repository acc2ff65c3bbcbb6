using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Evaluation;

/// <summary>One intent's figures; the name is null for what is out of scope.</summary>
/// <param name="Intent">Its name.</param>
/// <param name="IntentRight">Texts of this intent that were answered with it: its recall.</param>
/// <param name="WholeRight">Those of them with the right slots, too.</param>
/// <param name="Precision">Answers with this intent, or refusals, that are right.</param>
public sealed record IntentFigures(string? Intent, Tally IntentRight, Tally WholeRight, Tally Precision)
{
    /// <summary>Harmonic mean of precision and recall, 0..1; null where there is neither a text nor an answer.</summary>
    public double? F1 => Tally.F1(Precision, IntentRight);
}

/// <summary>One slot's figures.</summary>
/// <param name="Slot">Its name.</param>
/// <param name="Precision">Right ones among those given.</param>
/// <param name="Recall">Right ones among those labelled.</param>
public sealed record SlotFigures(string Slot, Tally Precision, Tally Recall)
{
    /// <summary>Harmonic mean of precision and recall, 0..1; null where there is neither a label nor an answer.</summary>
    public double? F1 => Tally.F1(Precision, Recall);
}

/// <summary>So often one intent was taken for another; null: out of scope or refused.</summary>
public sealed record Confusion(string? Expected, string? Actual, int Count);

/// <summary>How good a recogniser is on labelled texts.</summary>
public sealed class EvaluationReport
{
    private readonly List<AnswerComparison> comparisons;

    public EvaluationReport(Schema schema, IEnumerable<AnswerComparison> comparisons)
    {
        Schema = schema;
        this.comparisons = [.. comparisons];
        List<AnswerComparison> inScope = [.. this.comparisons.Where(c => c.InScope)];
        Intents = Tally.Count(inScope, c => c.IntentRight);
        WholeSentences = Tally.Count(inScope, c => c.WholeRight);
        OutOfScopeRefused = Tally.Count(this.comparisons.Where(c => !c.InScope), c => c.Refused);
        FalselyRefused = Tally.Count(inScope, c => c.Refused);
        Overall = Tally.Count(this.comparisons, c => c.WholeRight);
        int correct = inScope.Sum(c => c.RightSlots.Count);
        SlotPrecision = new Tally(correct, inScope.Sum(c => c.Actual.Slots.Count));
        SlotRecall = new Tally(correct, inScope.Sum(c => c.Expected.Slots.Count));
    }

    /// <summary>Runs the recogniser over all texts.</summary>
    public static EvaluationReport Run(Schema schema, IRecognizer recognizer, IEnumerable<Corpora.Utterance> utterances) =>
        new(schema, utterances.Select(utterance => new AnswerComparison(schema, utterance, recognizer.Recognize(utterance.Text))));

    /// <summary>What can come out.</summary>
    public Schema Schema { get; }

    /// <summary>Percent of confidence below which the recogniser refuses; null where it is not known.</summary>
    public int? Threshold { get; init; }

    /// <summary>All texts with their answers, in the order of the data.</summary>
    public IReadOnlyList<AnswerComparison> Comparisons => comparisons;

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
    public double? SlotF1 => Tally.F1(SlotPrecision, SlotRecall);

    /// <summary>
    /// Expected calibration error: how far confidence is from the share of right answers, over ten bins of the answers given. 0..1
    /// </summary>
    public double? CalibrationError => ConfidenceBin.Error(ByConfidence);

    /// <summary>The answers given, by their confidence.</summary>
    public IReadOnlyList<ConfidenceBin> ByConfidence => ConfidenceBin.Of(comparisons.Where(c => !c.Refused));

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

    /// <summary>What each threshold would lead to.</summary>
    public IReadOnlyList<ThresholdPoint> Thresholds => ThresholdPoint.Sweep(comparisons);

    /// <summary>Figures by intent, in the schema's order, out of scope last.</summary>
    public IReadOnlyList<IntentFigures> ByIntent
    {
        get
        {
            ILookup<int, AnswerComparison> expected = comparisons.ToLookup(c => c.Expected.Intent);
            ILookup<int, AnswerComparison> given = comparisons.ToLookup(c => c.Actual.Intent);
            return
            [
                .. expected.Select(group => group.Key).Union(given.Select(group => group.Key)).OrderBy(key => key < 0 ? int.MaxValue : key)
                    .Select(key => new IntentFigures(Name(key), Tally.Count(expected[key], c => c.IntentRight),
                        Tally.Count(expected[key], c => c.WholeRight), Tally.Count(given[key], c => c.IntentRight))),
            ];
        }
    }

    /// <summary>Figures by slot over the commands, in the schema's order; slots that neither labels nor answers have are left out.</summary>
    public IReadOnlyList<SlotFigures> BySlot
    {
        get
        {
            List<AnswerComparison> inScope = [.. comparisons.Where(c => c.InScope)];
            Dictionary<int, int> right = Count(inScope.SelectMany(c => c.RightSlots));
            Dictionary<int, int> given = Count(inScope.SelectMany(c => c.Actual.Slots));
            Dictionary<int, int> labelled = Count(inScope.SelectMany(c => c.Expected.Slots));
            return
            [
                .. given.Keys.Union(labelled.Keys).Order().Select(slot => new SlotFigures(Schema.Slots[slot].Name,
                    new Tally(right.GetValueOrDefault(slot), given.GetValueOrDefault(slot)),
                    new Tally(right.GetValueOrDefault(slot), labelled.GetValueOrDefault(slot)))),
            ];
        }
    }

    /// <summary>Pairs of intents that were confused, the most frequent first.</summary>
    public IReadOnlyList<Confusion> Confusions =>
    [
        .. comparisons.Where(c => !c.IntentRight).GroupBy(c => (c.Expected.Intent, Actual: c.Actual.Intent))
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
            .Select(group => new Confusion(Name(group.Key.Intent), Name(group.Key.Actual), group.Count())),
    ];

    /// <summary>What was not dealt with rightly, in the order of the data.</summary>
    public IEnumerable<AnswerComparison> Mistakes => comparisons.Where(c => !c.WholeRight);

    private static Dictionary<int, int> Count(IEnumerable<Corpora.LabelledSlot> slots) => slots.CountBy(slot => slot.Slot).ToDictionary();

    private string? Name(int intent) => intent < 0 ? null : Schema.Intents[intent].Name;
}
