namespace ModelPacker.Core.Calibration;

/// <summary>Isotonic regression by pool-adjacent-violators (Ayer et al. 1955), from raw percent to the percent of right answers.</summary>
public static class IsotonicMap
{
    private const int Levels = 101;

    // Each level starts as if it had been seen this often with the raw percent being the truth, so that levels
    // without data follow it and a handful of lucky answers does not claim certainty.
    private const double PriorWeight = 0.25;

    // However many samples were right, none of them shows that the next one must be.
    private const int MostPercent = 99;

    /// <summary>Calibrated percent, 0..99, for each raw percent 0..100, never decreasing.</summary>
    public static int[] Fit(IEnumerable<(int RawPercent, bool Right)> answers)
    {
        var weight = new double[Levels];
        var sum = new double[Levels];
        for (int level = 0; level < Levels; level++)
        {
            weight[level] = PriorWeight;
            sum[level] = PriorWeight * level / 100;
        }

        foreach ((int raw, bool right) in answers)
        {
            weight[raw]++;
            sum[raw] += right ? 1 : 0;
        }

        var blocks = new Stack<(double Sum, double Weight, int Count)>();
        for (int level = 0; level < Levels; level++)
        {
            (double Sum, double Weight, int Count) block = (sum[level], weight[level], 1);
            while (blocks.TryPeek(out var before) && before.Sum / before.Weight >= block.Sum / block.Weight)
            {
                blocks.Pop();
                block = (block.Sum + before.Sum, block.Weight + before.Weight, block.Count + before.Count);
            }

            blocks.Push(block);
        }

        return [.. blocks.Reverse().SelectMany(block => Enumerable.Repeat(Percent(block.Sum / block.Weight), block.Count))];
    }

    private static int Percent(double share) => Math.Min((int)Math.Round(100 * share), MostPercent);
}
