namespace ModelPacker.Core.Quantization;

/// <summary>A positive real below 1/2 as the requantiser takes it: Multiplier * 2^(Shift - 31).</summary>
/// <param name="Multiplier">In [2^30, 2^31).</param>
/// <param name="Shift">In [-31, -1].</param>
public readonly record struct QuantizedMultiplier(int Multiplier, int Shift)
{
    public const int MinShift = -31;
    public const int MaxShift = -1;

    /// <summary>Reals below this are representable.</summary>
    public const double Limit = 0.5;

    /// <summary>The real that this stands for.</summary>
    public double Real => Multiplier * Math.ScaleB(1, Shift - 31);

    /// <summary>The nearest multiplier and shift.</summary>
    /// <exception cref="QuantizationException"><paramref name="real"/> is outside [2^-32, 1/2).</exception>
    /// <param name="real">What to represent.</param>
    /// <param name="tensor">Its name, for the message.</param>
    public static QuantizedMultiplier From(double real, string tensor)
    {
        if (!TryNormalize(real, out int mantissa, out int exponent) || exponent is < MinShift or > MaxShift)
        {
            throw new QuantizationException(
                $"{tensor}: the factor {real:g4} is outside [2^-32, 1/2) of the requantiser; "
                + "the weights or activations have extreme ranges");
        }

        return new QuantizedMultiplier(mantissa, exponent);
    }

    /// <summary>
    /// real = mantissa * 2^(exponent - 31) with mantissa in [2^30, 2^31); false when the real is not positive and finite.
    /// </summary>
    internal static bool TryNormalize(double real, out int mantissa, out int exponent)
    {
        mantissa = 0;
        exponent = 0;
        if (!(real > 0) || !double.IsFinite(real))
        {
            return false;
        }

        exponent = Math.ILogB(real) + 1;
        long rounded = (long)Math.Round(Math.ScaleB(real, 31 - exponent), MidpointRounding.AwayFromZero);
        if (rounded == 1L << 31)
        {
            rounded >>= 1;
            exponent++;
        }

        mantissa = (int)rounded;
        return true;
    }
}
