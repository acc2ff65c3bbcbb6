using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>A fully connected layer on its way into integers: norm weights folded into the columns, one symmetric step per row, with 4 bits a scale per group of columns besides.</summary>
/// <param name="weights">[rows, columns].</param>
/// <param name="inputStep">Step of the int8 input.</param>
/// <param name="columnWeights">Learned weights of the norm before, one per column; null: none.</param>
/// <param name="bias">One per row; null: none.</param>
/// <param name="bits">8 or 4.</param>
/// <param name="group">With 4 bits, columns that share a scale, a multiple of 16; 0: none do.</param>
public sealed class MatrixQuantizer(
    WeightTensor weights, double inputStep, WeightTensor? columnWeights = null, WeightTensor? bias = null, int bits = 8, int group = 0)
{
    // Leaves the accumulator three quarters of its range for the products.
    private const int MaxBias = 1 << 29;

    // Just below 1/2, so that rounding the multiplier stays below it too.
    private const double LargestFactor = QuantizedMultiplier.Limit * (1 - 1e-9);

    private static readonly double SmallestFactor = Math.ScaleB(1, -31);

    /// <summary>Smallest output step for which no weight needs to saturate to keep a row's factor below 1/2.</summary>
    public double MinOutputStep()
    {
        double largest = 0;
        for (int row = 0; row < weights.Rows; row++)
        {
            largest = Math.Max(largest, RowStep(row, Row(row)));
        }

        return largest * inputStep / LargestFactor;
    }

    /// <exception cref="QuantizationException">A row's accumulator could overflow.</exception>
    public QuantizedMatrix Quantize(double outputStep)
    {
        int rows = weights.Rows;
        int columns = weights.Columns;
        var values = new sbyte[rows * columns];
        var biases = new int[rows];
        var multipliers = new int[rows];
        var shifts = new sbyte[rows];
        int groups = Int4Grid.Groups(columns, group);
        var scales = new byte[rows * groups];
        for (int row = 0; row < rows; row++)
        {
            double unit = outputStep / inputStep;
            double[] reals = Row(row);
            double step = Math.Clamp(RowStep(row, reals), unit * SmallestFactor, unit * LargestFactor);
            Span<sbyte> codes = values.AsSpan(row * columns, columns);
            if (bits == 4)
            {
                Int4Grid.Encode(reals, group, step, scales.AsSpan(row * groups, groups), codes);
            }
            else
            {
                for (int column = 0; column < columns; column++)
                {
                    codes[column] = (sbyte)Math.Clamp(Math.Round(reals[column] / step), -sbyte.MaxValue, sbyte.MaxValue);
                }
            }

            double scaledBias = bias is null ? 0 : Math.Round(bias.Values[row] / (inputStep * step));
            if (Int4Grid.LargestSum(scales.AsSpan(row * groups, groups), columns, group) + Math.Abs(scaledBias) > int.MaxValue)
            {
                throw new QuantizationException(
                    $"{weights.Name} row {row}: the accumulator can overflow "
                    + $"({columns} columns, bias {scaledBias:g4}); train with weight decay");
            }

            biases[row] = (int)scaledBias;
            QuantizedMultiplier factor = QuantizedMultiplier.From(inputStep * step / outputStep, $"{weights.Name} row {row}");
            multipliers[row] = factor.Multiplier;
            shifts[row] = (sbyte)factor.Shift;
        }

        return new QuantizedMatrix(rows, columns, values, biases, multipliers, shifts) { Bits = bits, Group = group, Scales = scales };
    }

    private double RowStep(int row, ReadOnlySpan<double> reals)
    {
        double biasStep = bias is null ? 0 : Math.Abs(bias.Values[row]) / (inputStep * MaxBias);
        if (bits == 4)
        {
            return Math.Max(Int4Grid.Unit(reals, group), biasStep);
        }

        double largest = 0;
        foreach (double real in reals)
        {
            largest = Math.Max(largest, Math.Abs(real));
        }

        return Math.Max(largest / sbyte.MaxValue, biasStep);
    }

    private double[] Row(int row)
    {
        var reals = new double[weights.Columns];
        for (int column = 0; column < reals.Length; column++)
        {
            reals[column] = (double)weights.Values[row * reals.Length + column] * (columnWeights?.Values[column] ?? 1f);
        }

        return reals;
    }
}
