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
            largest = Math.Max(largest, Int4Grid.BestStep(Reals(table.Row(row))));
        }

        return Math.Max(largest / byte.MaxValue, SmallestStep);
    }

    /// <summary>Rounds the table to its step.</summary>
    public static QuantizedTable Quantize(WeightTensor table, double step, int bits)
    {
        var codes = new sbyte[table.Values.Length];
        var scales = new byte[table.Rows];
        for (int row = 0; row < table.Rows; row++)
        {
            scales[row] = QuantizeRow(table.Row(row), step, bits, codes.AsSpan(row * table.Columns, table.Columns));
        }

        return new QuantizedTable(bits, codes, bits == 8 ? [] : scales);
    }

    /// <summary>Rounds one row to codes.</summary>
    /// <returns>The row's scale; 1 with 8 bits.</returns>
    public static byte QuantizeRow(ReadOnlySpan<float> row, double step, int bits, Span<sbyte> codes)
    {
        if (bits == 8)
        {
            for (int i = 0; i < row.Length; i++)
            {
                codes[i] = (sbyte)Math.Clamp(Math.Round(row[i] / step), -sbyte.MaxValue, sbyte.MaxValue);
            }

            return 1;
        }

        Span<byte> scale = stackalloc byte[1];
        Int4Grid.Encode(Reals(row), row.Length, step, scale, codes);
        return scale[0];
    }

    private static double[] Reals(ReadOnlySpan<float> row)
    {
        var reals = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            reals[i] = row[i];
        }

        return reals;
    }
}
