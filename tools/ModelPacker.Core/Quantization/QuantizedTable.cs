namespace ModelPacker.Core.Quantization;

/// <summary>An embedding in integers: entry = Codes of 8 bits, or Scales[row] * Codes of 4 bits.</summary>
/// <param name="Bits">8 or 4.</param>
/// <param name="Codes">[rows, columns], each in [-127, 127] or [-8, 7].</param>
/// <param name="Scales">[rows] with 4 bits, else empty.</param>
public sealed record QuantizedTable(int Bits, sbyte[] Codes, byte[] Scales);
