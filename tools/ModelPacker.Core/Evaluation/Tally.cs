namespace ModelPacker.Core.Evaluation;

/// <summary>So many of so many.</summary>
public readonly record struct Tally(int Right, int Of)
{
    /// <summary>0..1, or null when there was nothing to count.</summary>
    public double? Share => Of == 0 ? null : (double)Right / Of;

    /// <summary>Harmonic mean of precision and recall with the same right ones, 0..1; null when there was nothing to count.</summary>
    internal static double? F1(Tally precision, Tally recall) =>
        precision.Of + recall.Of == 0 ? null : 2.0 * recall.Right / (precision.Of + recall.Of);

    internal static Tally Count(IEnumerable<AnswerComparison> among, Func<AnswerComparison, bool> right)
    {
        int of = 0;
        int hits = 0;
        foreach (AnswerComparison comparison in among)
        {
            of++;
            hits += right(comparison) ? 1 : 0;
        }

        return new Tally(hits, of);
    }
}
