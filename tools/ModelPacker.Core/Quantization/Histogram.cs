namespace ModelPacker.Core.Quantization;

/// <summary>Distribution of magnitudes, seen once and in any order; the bins' width doubles as larger values come.</summary>
public sealed class Histogram
{
    private const int Bins = 4096;
    private const double SmallestWidth = 1.0 / (1 << 24);

    private readonly long[] counts = new long[Bins];
    private double width = SmallestWidth;

    /// <summary>Largest magnitude seen; 0 when there was none.</summary>
    public double Max { get; private set; }

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            Add(value);
        }
    }

    /// <exception cref="QuantizationException">The value is not finite: training has diverged.</exception>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new QuantizationException(
                "the model computes values that are not finite: its training diverged; train with a lower learning rate");
        }

        double magnitude = Math.Abs(value);
        Max = Math.Max(Max, magnitude);
        while (magnitude >= width * Bins)
        {
            Widen();
        }

        counts[(int)(magnitude / width)]++;
    }

    /// <summary>
    /// The magnitude to saturate at so that rounding to <paramref name="levels"/> positive steps costs the least mean square.
    /// </summary>
    public double BestClip(int levels)
    {
        double best = Max;
        double bestError = double.MaxValue;
        const int candidates = 128;
        for (int i = candidates / 8; i <= candidates; i++)
        {
            double clip = Max * i / candidates;
            double error = SquaredError(clip, clip / levels);
            if (error <= bestError)
            {
                best = clip;
                bestError = error;
            }
        }

        return best;
    }

    /// <summary>The magnitude that <paramref name="percent"/> of the values do not exceed, to within a bin, but at most <see cref="Max"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is not in (0, 100].</exception>
    public double Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        double wanted = counts.Sum() * percent / 100;
        long seen = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            seen += counts[bin];
            if (seen >= wanted)
            {
                return Math.Min(Max, (bin + 1) * width);
            }
        }

        return Max;
    }

    private double SquaredError(double clip, double step)
    {
        double rounding = step * step / 12;
        double error = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            double over = (bin + 0.5) * width - clip;
            error += counts[bin] * (over > 0 ? over * over : rounding);
        }

        return error;
    }

    private void Widen()
    {
        for (int bin = 0; bin < Bins / 2; bin++)
        {
            counts[bin] = counts[2 * bin] + counts[2 * bin + 1];
        }

        Array.Clear(counts, Bins / 2, Bins / 2);
        width *= 2;
    }
}
