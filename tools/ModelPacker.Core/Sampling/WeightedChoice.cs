namespace ModelPacker.Core.Sampling;

/// <summary>Draws indices by weight.</summary>
public sealed class WeightedChoice
{
    private readonly double[] cumulative;

    /// <param name="weights">At least one, none negative, not all zero.</param>
    public WeightedChoice(IReadOnlyList<double> weights)
    {
        cumulative = new double[weights.Count];
        double sum = 0;
        for (int i = 0; i < weights.Count; i++)
        {
            cumulative[i] = sum += weights[i];
        }
    }

    /// <summary>An index, with probability in proportion to its weight.</summary>
    public int Draw(Xoshiro256 random)
    {
        double at = random.NextDouble() * cumulative[^1];
        int low = 0, high = cumulative.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (at < cumulative[middle])
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
