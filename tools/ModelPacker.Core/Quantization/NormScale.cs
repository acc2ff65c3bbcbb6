namespace ModelPacker.Core.Quantization;

/// <summary>The scale of an RMSNorm: Gain / 2^Shift = sqrt(dim) / step of its output.</summary>
/// <param name="Gain">In [2^29, 2^30).</param>
/// <param name="Shift">In [16, 25].</param>
public readonly record struct NormScale(int Gain, int Shift)
{
    public const int MinGain = 1 << 29;
    public const int MinShift = 16;
    public const int MaxShift = 25;

    /// <summary>The step of an output that saturates at <paramref name="clip"/>, kept within what gain and shift can express.</summary>
    public static double Step(double clip, int dim)
    {
        double unit = Math.Sqrt(dim);
        return Math.Clamp(clip / sbyte.MaxValue, unit / Math.ScaleB(MinGain, 1 - MinShift) * 1.001, unit / Math.ScaleB(MinGain, -MaxShift));
    }

    /// <exception cref="QuantizationException">The step is so small or large that no gain and shift give it.</exception>
    public static NormScale From(int dim, double step, string tensor)
    {
        if (QuantizedMultiplier.TryNormalize(Math.Sqrt(dim) / step, out int mantissa, out int exponent)
            && 30 - exponent is >= MinShift and <= MaxShift)
        {
            return new NormScale(mantissa >> 1, 30 - exponent);
        }

        throw new QuantizationException(
            $"{tensor}: an output step of {step:g4} at width {dim} is beyond the norm's range; its activations are extreme");
    }
}
