using System.Runtime.Intrinsics;

namespace ModelPacker.Core.Quantization;

/// <summary>
/// Weights on the INT4 grid of docs/numerics.md: weight = unit * scale * code with codes in [-8, 7], the scale a row's 16 or, in groups of
/// columns, each group's 1..255. Pure functions of one row; training in quantised weights and the packer share them.
/// </summary>
public static class Int4Grid
{
    public const int MinCode = -8;
    public const int MaxCode = 7;

    /// <summary>What a code stands for where the row has one step: an INT8 weight of 16 times the code.</summary>
    public const int ChannelScale = 16;

    // Saturating steps that are tried, as parts of the one that holds the largest weight.
    private const double SmallestPart = 0.4;
    private const double PartStep = 0.05;

    /// <summary>Largest scale of a group, for which the accumulator of a row this long cannot overflow, with a quarter of it left for the bias.</summary>
    public static int MaxScale(int columns) => Math.Min(byte.MaxValue, (int)(0x5FFFFFFF / (8L * 128 * columns)));

    /// <summary>Groups of a row.</summary>
    /// <param name="columns">Weights of the row.</param>
    /// <param name="group">Columns that share a scale; 0: the row has none.</param>
    public static int Groups(int columns, int group) => group == 0 ? 0 : (columns + group - 1) / group;

    /// <summary>Bound of the magnitude of a row's sum of products with int8 inputs, in units of the accumulator.</summary>
    /// <param name="scales">Of the row's groups; empty for one step per row, also that of 8-bit weights.</param>
    public static long LargestSum(ReadOnlySpan<byte> scales, int columns, int group)
    {
        long sum = group == 0 ? 128L * 128 * columns : 0;
        for (int g = 0; g < scales.Length; g++)
        {
            sum += 8L * 128 * scales[g] * Math.Min(group, columns - g * group);
        }

        return sum;
    }

    /// <summary>The smallest unit, the step of the accumulator, that lets all weights of a row have the step they are best rounded to.</summary>
    /// <param name="row">The row's weights.</param>
    /// <param name="group">Columns that share a scale; 0: all.</param>
    public static double Unit(ReadOnlySpan<double> row, int group)
    {
        if (group == 0)
        {
            return BestStep(row) / ChannelScale;
        }

        double largest = 0;
        for (int at = 0; at < row.Length; at += group)
        {
            largest = Math.Max(largest, BestStep(row.Slice(at, Math.Min(group, row.Length - at))));
        }

        return largest / MaxScale(row.Length);
    }

    /// <summary>A row's scales and codes.</summary>
    /// <param name="row">The row's weights.</param>
    /// <param name="group">Columns that share a scale; 0: all.</param>
    /// <param name="unit">Step of the accumulator, above 0.</param>
    /// <param name="scales">One per group; empty without groups.</param>
    /// <param name="codes">One per weight.</param>
    public static void Encode(ReadOnlySpan<double> row, int group, double unit, Span<byte> scales, Span<sbyte> codes)
    {
        if (group == 0)
        {
            Round(row, unit * ChannelScale, codes);
            return;
        }

        for (int g = 0; g < scales.Length; g++)
        {
            int at = g * group;
            ReadOnlySpan<double> values = row.Slice(at, Math.Min(group, row.Length - at));
            scales[g] = (byte)Math.Clamp(Math.Round(BestStep(values) / unit), 1, MaxScale(row.Length));
            Round(values, unit * scales[g], codes.Slice(at, values.Length));
        }
    }

    /// <summary>The step for which rounding to codes costs the least squared error; 0 for zeros.</summary>
    public static double BestStep(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        double best = 0;
        double bestGain = 0;
        for (double part = 1; part >= SmallestPart && largest > 0; part -= PartStep)
        {
            // For fixed codes q the best step is sum(wq) / sum(qq), and it takes sum(wq)^2 / sum(qq) off the squared error.
            double perStep = MaxCode / (largest * part);
            (double products, double squares) = Sums(values, perStep);
            double gain = products * products / squares;
            if (gain > bestGain)
            {
                bestGain = gain;
                best = products / squares;
            }
        }

        return best;
    }

    // sum(wq) and sum(qq) of the codes q that the weights w have at a step of 1 / perStep. Four lanes on every processor, so that all add alike.
    private static (double Products, double Squares) Sums(ReadOnlySpan<double> values, double perStep)
    {
        Vector256<double> least = Vector256.Create((double)MinCode);
        Vector256<double> most = Vector256.Create((double)MaxCode);
        Vector256<double> products = Vector256<double>.Zero;
        Vector256<double> squares = Vector256<double>.Zero;
        int at = 0;
        for (; at + Vector256<double>.Count <= values.Length; at += Vector256<double>.Count)
        {
            Vector256<double> value = Vector256.Create(values[at..]);
            Vector256<double> code = Vector256.Min(Vector256.Max(Vector256.Round(value * perStep), least), most);
            products += value * code;
            squares += code * code;
        }

        (double wq, double qq) = (products[0] + products[1] + products[2] + products[3], squares[0] + squares[1] + squares[2] + squares[3]);
        for (; at < values.Length; at++)
        {
            double code = Math.Clamp(Math.Round(values[at] * perStep), MinCode, MaxCode);
            wq += values[at] * code;
            qq += code * code;
        }

        return (wq, qq);
    }

    private static void Round(ReadOnlySpan<double> values, double step, Span<sbyte> codes)
    {
        for (int i = 0; i < values.Length; i++)
        {
            codes[i] = (sbyte)Math.Clamp(Math.Round(values[i] / step), MinCode, MaxCode);
        }
    }
}
