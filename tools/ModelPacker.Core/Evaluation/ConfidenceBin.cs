namespace ModelPacker.Core.Evaluation;

/// <summary>Answers of about the same confidence.</summary>
/// <param name="From">Lowest percent; the bin ends where the next begins, the last one with 100.</param>
/// <param name="Right">How many of them are entirely right.</param>
/// <param name="Confidence">Their mean confidence, 0..1.</param>
public sealed record ConfidenceBin(int From, Tally Right, double Confidence)
{
    /// <summary>Percents that a bin spans.</summary>
    public const int Width = 10;

    /// <summary>The bins that have answers, lowest first.</summary>
    internal static IReadOnlyList<ConfidenceBin> Of(IEnumerable<AnswerComparison> answered) =>
    [
        .. answered.GroupBy(c => Math.Min(100 - Width, c.Actual.Confidence / Width * Width)).OrderBy(bin => bin.Key)
            .Select(bin => new ConfidenceBin(bin.Key, Tally.Count(bin, c => c.WholeRight), bin.Average(c => c.Actual.Confidence / 100.0))),
    ];

    /// <summary>Mean distance of confidence and share of right answers (expected calibration error), 0..1; null without answers.</summary>
    internal static double? Error(IReadOnlyList<ConfidenceBin> bins) => bins.Count == 0
        ? null
        : bins.Sum(bin => Math.Abs((bin.Confidence * bin.Right.Of) - bin.Right.Right)) / bins.Sum(bin => bin.Right.Of);
}
