namespace ModelPacker.Core.Calibration;

/// <summary>Temperature scaling (Guo et al. 2017): the one number to divide logits by that makes the labels most likely.</summary>
public static class TemperatureFit
{
    private const double Smallest = 0.25;
    private const double Largest = 4;
    private const double LogitUnits = 256;

    /// <summary>The temperature with the least negative log likelihood, in [1/4, 4]; 1 when there is no data.</summary>
    /// <param name="groups">Logits of one softmax in 1/256 nat, and the index of the right one.</param>
    public static double Fit(IReadOnlyList<(short[] Logits, int Label)> groups)
    {
        if (groups.Count == 0)
        {
            return 1;
        }

        // The likelihood is convex in 1/T, so a ternary search over log T finds its minimum.
        double low = Math.Log(Smallest);
        double high = Math.Log(Largest);
        for (int i = 0; i < 60; i++)
        {
            double third = (high - low) / 3;
            if (NegativeLogLikelihood(groups, Math.Exp(low + third)) <= NegativeLogLikelihood(groups, Math.Exp(high - third)))
            {
                high -= third;
            }
            else
            {
                low += third;
            }
        }

        return Math.Exp((low + high) / 2);
    }

    private static double NegativeLogLikelihood(IReadOnlyList<(short[] Logits, int Label)> groups, double temperature)
    {
        double total = 0;
        foreach ((short[] logits, int label) in groups)
        {
            double max = logits.Max();
            double sum = 0;
            foreach (short logit in logits)
            {
                sum += Math.Exp((logit - max) / LogitUnits / temperature);
            }

            total += Math.Log(sum) - (logits[label] - max) / LogitUnits / temperature;
        }

        return total;
    }
}
