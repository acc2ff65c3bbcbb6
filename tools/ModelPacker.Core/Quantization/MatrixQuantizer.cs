using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>A fully connected layer on its way into integers: norm weights folded into the columns, one symmetric step per row.</summary>
/// <param name="weights">[rows, columns].</param>
/// <param name="inputStep">Step of the int8 input.</param>
/// <param name="columnWeights">Learned weights of the norm before, one per column; null: none.</param>
/// <param name="bias">One per row; null: none.</param>
public sealed class MatrixQuantizer(WeightTensor weights, double inputStep, WeightTensor? columnWeights = null, WeightTensor? bias = null)
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
            largest = Math.Max(largest, RowStep(row));
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
        for (int row = 0; row < rows; row++)
        {
            double unit = outputStep / inputStep;
            double step = Math.Clamp(RowStep(row), unit * SmallestFactor, unit * LargestFactor);
            for (int column = 0; column < columns; column++)
            {
                values[row * columns + column] = (sbyte)Math.Clamp(Math.Round(Weight(row, column) / step), -sbyte.MaxValue, sbyte.MaxValue);
            }

            double scaledBias = bias is null ? 0 : Math.Round(bias.Values[row] / (inputStep * step));
            if (127.0 * 128 * columns + Math.Abs(scaledBias) >= int.MaxValue)
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

        return new QuantizedMatrix(rows, columns, values, biases, multipliers, shifts);
    }

    private double RowStep(int row)
    {
        double largest = 0;
        for (int column = 0; column < weights.Columns; column++)
        {
            largest = Math.Max(largest, Math.Abs(Weight(row, column)));
        }

        double biasStep = bias is null ? 0 : Math.Abs(bias.Values[row]) / (inputStep * MaxBias);
        return Math.Max(largest / sbyte.MaxValue, biasStep);
    }

    private double Weight(int row, int column) =>
        (double)weights.Values[row * weights.Columns + column] * (columnWeights?.Values[column] ?? 1f);
}
