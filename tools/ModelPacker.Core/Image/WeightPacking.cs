using System.Runtime.InteropServices;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>The bytes of weights in an image.</summary>
public static class WeightPacking
{
    /// <summary>A matrix, row after row.</summary>
    public static ReadOnlySpan<byte> Pack(QuantizedMatrix matrix) => matrix.Bits == 8 ? Bytes(matrix.Weights) : Nibbles(matrix.Weights);

    /// <summary>Bytes of a matrix.</summary>
    public static long Size(int bits, int rows, int columns) => (long)rows * columns * bits / 8;

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
}
