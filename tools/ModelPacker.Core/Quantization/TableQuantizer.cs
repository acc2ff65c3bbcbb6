using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>An embedding on its way into integers: 8 bits with one step for the table, or 4 bits with one more scale per row.</summary>
public static class TableQuantizer
{
    private const double SmallestStep = 1e-9;

    /// <summary>Units of an embedding's multipliers a_e and a_g: 2^8, and 2^12 with 4 bits.</summary>
    public static int ScaleUnits(int bits) => bits == 8 ? 1 << 8 : 1 << 12;

    /// <summary>The table's step, chosen for the least squared error.</summary>
    public static double Step(WeightTensor table, int bits)
    {
        if (bits == 8)
        {
            var histogram = new Histogram();
            histogram.Add(table.Values);
            return Math.Max(histogram.BestClip(sbyte.MaxValue) / sbyte.MaxValue, SmallestStep);
        }

        double largest = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            largest = Math.Max(largest, Int4Grid.BestStep(Row(table, row)));
        }

        return Math.Max(largest / byte.MaxValue, SmallestStep);
    }

    /// <summary>Rounds the table to its step.</summary>
    public static QuantizedTable Quantize(WeightTensor table, double step, int bits)
    {
        if (bits == 8)
        {
            return new QuantizedTable(bits,
                Array.ConvertAll(table.Values, value => (sbyte)Math.Clamp(Math.Round(value / step), -sbyte.MaxValue, sbyte.MaxValue)), []);
        }

        var codes = new sbyte[table.Values.Length];
        var scales = new byte[table.Rows];
        for (int row = 0; row < table.Rows; row++)
        {
            Int4Grid.Encode(Row(table, row), table.Columns, step, scales.AsSpan(row, 1), codes.AsSpan(row * table.Columns, table.Columns));
        }

        return new QuantizedTable(bits, codes, scales);
    }

    private static double[] Row(WeightTensor table, int row) => Array.ConvertAll(table.Row(row).ToArray(), value => (double)value);
}
