namespace ModelPacker.Core.Quantization;

/// <summary>
/// SiLU of every int8 gate value, scaled so that (table[gate] * up) >> Shift is the hidden value; the finest scale that fits int16.
/// </summary>
public sealed class SwigluTable
{
    private const int MinShift = 1;
    private const int MaxShift = 31;

    public SwigluTable(double gateStep, double upStep, double hiddenStep)
    {
        double unit = upStep / hiddenStep;
        Shift = (int)Math.Clamp(Math.Floor(Math.Log2(short.MaxValue / (Largest(gateStep) * unit))), MinShift, MaxShift);
        Values = new short[256];
        for (int i = 0; i < Values.Length; i++)
        {
            double value = Silu((i - 128) * gateStep) * Math.ScaleB(unit, Shift);
            Values[i] = (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue);
        }
    }

    /// <summary>1..31.</summary>
    public int Shift { get; }

    /// <summary>int16[256], from gate -128 on.</summary>
    public short[] Values { get; }

    /// <summary>Smallest step of the hidden value for which the table fits int16.</summary>
    public static double MinHiddenStep(double gateStep, double upStep) => Largest(gateStep) * upStep * (1 << MinShift) / short.MaxValue;

    private static double Largest(double gateStep) => Math.Max(Silu(127 * gateStep), Math.Abs(Silu(-128 * gateStep)));

    private static double Silu(double x) => x / (1 + Math.Exp(-x));
}
