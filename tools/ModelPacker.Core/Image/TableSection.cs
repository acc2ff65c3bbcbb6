using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>PIEC and NGRM: an embedding's rows, and after those of 4 bits their scales.</summary>
public static class TableSection
{
    public static byte[] Write(QuantizedTable table) =>
        table.Bits == 8 ? [.. WeightPacking.Bytes(table.Codes)] : [.. WeightPacking.Nibbles(table.Codes), .. table.Scales];

    /// <summary>Bytes of a table.</summary>
    public static long Size(int bits, int rows, int dim) => bits == 8 ? (long)rows * dim : (long)rows * (dim / 2 + 1);
}
