namespace ModelPacker.Core.Quantization;

/// <summary>How the softmax reads its inputs: gemmlowp's multiplier, left shift and the least difference that counts.</summary>
/// <param name="Multiplier">In [2^30, 2^31).</param>
/// <param name="Shift">In [0, 30].</param>
/// <param name="DiffMin">Below 0; inputs further below the maximum have probability 0.</param>
public readonly record struct SoftmaxScale(int Multiplier, int Shift, int DiffMin)
{
    private const int IntegerBits = 5;
    private const int FractionBits = 31 - IntegerBits;

    /// <summary>Smallest input step that is representable.</summary>
    public static readonly double MinStep = Math.ScaleB(1, -FractionBits - 1);

    /// <summary>Parameters for inputs in units of <paramref name="step"/> nats.</summary>
    /// <exception cref="QuantizationException">The step is outside [2^-27, 16).</exception>
    public static SoftmaxScale From(double step, string tensor)
    {
        if (!QuantizedMultiplier.TryNormalize(Math.ScaleB(step, FractionBits), out int mantissa, out int exponent)
            || exponent is < 0 or > 30)
        {
            throw new QuantizationException(
                $"{tensor}: a softmax over steps of {step:g4} nat is beyond the engine's range [2^-27, 16); "
                + "its training diverged: lower the learning rate");
        }

        // The difference whose fixed-point form just fits 5 integer bits, as TFLite's CalculateInputRadius has it.
        double radius = Math.Floor(((1 << IntegerBits) - 1) * Math.ScaleB(1, FractionBits - exponent));
        return new SoftmaxScale(mantissa, exponent, -(int)radius);
    }
}
