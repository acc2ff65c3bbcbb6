namespace ModelPacker.Core.Calibration;

/// <summary>Chooses the confidence below which a command is refused.</summary>
public static class ThresholdChoice
{
    private const int Middle = 50;

    /// <summary>The threshold that deals rightly with the most texts; among equals the one nearest to 50 %.</summary>
    /// <param name="answers">Confidence in percent; whether the answer is right; whether refusing would be right.</param>
    public static int MostRight(IReadOnlyList<(int Percent, bool Right, bool ShouldRefuse)> answers) =>
        Enumerable.Range(0, 101)
            .OrderByDescending(threshold => answers.Count(a => a.Percent >= threshold ? a.Right : a.ShouldRefuse))
            .ThenBy(threshold => Math.Abs(threshold - Middle))
            .First();

    /// <summary>The lowest threshold at which at least this share of the answers given is right; 100 when none reaches it.</summary>
    /// <param name="answers">Confidence in percent; whether the answer is right; whether refusing would be right.</param>
    /// <param name="precision">0..1.</param>
    public static int ForPrecision(IReadOnlyList<(int Percent, bool Right, bool ShouldRefuse)> answers, double precision)
    {
        for (int threshold = 0; threshold < 100; threshold++)
        {
            int given = answers.Count(a => a.Percent >= threshold);
            if (given > 0 && answers.Count(a => a.Percent >= threshold && a.Right) >= precision * given)
            {
                return threshold;
            }
        }

        return 100;
    }
}
