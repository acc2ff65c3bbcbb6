namespace ModelPacker.Core.Evaluation;

/// <summary>So many of so many.</summary>
public readonly record struct Tally(int Right, int Of)
{
    /// <summary>0..1, or null when there was nothing to count.</summary>
    public double? Share => Of == 0 ? null : (double)Right / Of;

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
