using System.Runtime.InteropServices;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>The bytes of weights in an image, in the orders of docs/image-format.md.</summary>
public static class WeightPacking
{
    // Rows that the orders of backends interleave.
    private const int Block = 4;

    /// <summary>A matrix's weights.</summary>
    public static byte[] Pack(QuantizedMatrix matrix, WeightOrder order)
    {
        if (order == WeightOrder.Rows)
        {
            return matrix.Bits == 8 ? [.. Bytes(matrix.Weights)] : [.. Nibbles(matrix.Weights)];
        }

        var packed = new byte[Size(matrix.Bits, matrix.Rows, matrix.Columns, order)];
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < matrix.Columns; column++)
            {
                int field = matrix.Weights[row * matrix.Columns + column] + Offset(row, matrix.Bits, order);
                (int at, int half) = order == WeightOrder.Dsp
                    ? DspPlace(row, column, matrix.Bits, matrix.Columns) : MvePlace(row, column, matrix.Bits, matrix.Columns);
                packed[at] |= (byte)(matrix.Bits == 8 ? field : (field & 15) << (4 * half));
            }
        }

        return packed;
    }

    /// <summary>Bytes of a matrix's weights.</summary>
    public static long Size(int bits, int rows, int columns, WeightOrder order) =>
        (order == WeightOrder.Rows ? (long)rows * columns : (long)RoundUp(rows, Block) * RoundUp(columns, Step(order))) * bits / 8;

    /// <summary>A matrix's scales.</summary>
    public static byte[] PackScales(QuantizedMatrix matrix, WeightOrder order)
    {
        if (order == WeightOrder.Rows)
        {
            return matrix.Scales;
        }

        int groups = Int4Grid.Groups(matrix.Columns, matrix.Group);
        var packed = new byte[ScaleSize(matrix.Rows, groups, order)];
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int g = 0; g < groups; g++)
            {
                packed[(row / Block * groups + g) * Block + row % Block] = matrix.Scales[row * groups + g];
            }
        }

        return packed;
    }

    /// <summary>Bytes of a matrix's scales.</summary>
    public static int ScaleSize(int rows, int groups, WeightOrder order) => (order == WeightOrder.Rows ? rows : RoundUp(rows, Block)) * groups;

    /// <summary>Where a row's scale of a group lies in <see cref="PackScales"/>.</summary>
    public static int ScalePlace(int row, int group, int groups, WeightOrder order) =>
        order == WeightOrder.Rows ? row * groups + group : (row / Block * groups + group) * Block + row % Block;

    /// <summary>8 bits per weight.</summary>
    public static ReadOnlySpan<byte> Bytes(sbyte[] codes) => MemoryMarshal.AsBytes(codes.AsSpan());

    /// <summary>4 bits per code, the even one in the low half of a byte.</summary>
    public static ReadOnlySpan<byte> Nibbles(sbyte[] codes)
    {
        var bytes = new byte[codes.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((codes[2 * i] & 15) | (codes[2 * i + 1] & 15) << 4);
        }

        return bytes;
    }

    // Columns that a row is rounded up to.
    private static int Step(WeightOrder order) => order == WeightOrder.Dsp ? 8 : 16;

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    // Of those that share a lane of 16 bits, or a byte, all but the uppermost are stored without sign.
    private static int Offset(int row, int bits, WeightOrder order) => (order, bits) switch
    {
        (WeightOrder.Dsp, 8) => row % 2 == 0 ? 128 : 0,
        (WeightOrder.Dsp, _) => row % Block == Block - 1 ? 0 : 8,
        (_, 4) => row % 2 == 0 ? 8 : 0,
        _ => 0,
    };

    private static (int Byte, int Half) DspPlace(int row, int column, int bits, int columns)
    {
        int start = row / Block * Block * RoundUp(columns, Step(WeightOrder.Dsp)) * bits / 8;
        int word = column / 4 * 2 + column % 2; // columns 0 2 and 1 3 of four share words
        int lane = column % 4 / 2;
        int r = row % Block;
        return bits == 8
            ? (start + word * 8 + r / 2 * 4 + lane * 2 + r % 2, 0)
            : (start + word * 4 + lane * 2 + r / 2, r % 2);
    }

    private static (int Byte, int Half) MvePlace(int row, int column, int bits, int columns)
    {
        int step = Step(WeightOrder.Mve);
        int start = row / Block * Block * RoundUp(columns, step) * bits / 8;
        int run = start + column / step * step * Block * bits / 8;
        int r = row % Block;
        return bits == 8 ? (run + r * step + column % step, 0) : (run + r / 2 * step + column % step, r % 2);
    }
}
