using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>
/// The roundings of docs/numerics.md on real values: what comes out is a step times the integer that the engine computes, up to the rounding
/// of single precision. Their gradient is the clipped straight-through estimator (Jacob et al., "Quantization and training of neural networks
/// for efficient integer-arithmetic-only inference", 2018): that of the identity, and 0 where the integer is saturated.
/// </summary>
internal static class FakeRounding
{
    private const int Grain = 64;
    private static readonly int Width = Vector<float>.Count;

    /// <summary>values[i] = step * clamp(requant(accumulator)), with the factors of each output.</summary>
    /// <param name="values">What accumulators stand for; changed in place.</param>
    /// <param name="accumulator">From a value to its accumulator, an integer, which takes away the rounding of single precision.</param>
    /// <param name="high">From there to the doubling high multiply's result: multiplier / 2^31.</param>
    /// <param name="low">What <paramref name="high"/> lacks of that in single precision.</param>
    /// <param name="back">2^shift, the division by a power of two.</param>
    /// <param name="step">Of the result.</param>
    /// <param name="min">Least integer.</param>
    /// <param name="max">Largest integer.</param>
    public static void Requantize(
        Span<float> values, ReadOnlySpan<float> accumulator, ReadOnlySpan<float> high, ReadOnlySpan<float> low,
        ReadOnlySpan<float> back, float step, float min, float max)
    {
        ref float v = ref MemoryMarshal.GetReference(values), a = ref MemoryMarshal.GetReference(accumulator);
        ref float h = ref MemoryMarshal.GetReference(high), l = ref MemoryMarshal.GetReference(low), b = ref MemoryMarshal.GetReference(back);
        Vector<float> half = Vector.Create(0.5f), least = Vector.Create(min), most = Vector.Create(max), unit = Vector.Create(step);
        int i = 0;
        for (; i + Width <= values.Length; i += Width)
        {
            Vector<float> sum = Vector.Round(Load(ref v, i) * Load(ref a, i));
            Vector<float> product = sum * Load(ref h, i), whole = Vector.Floor(product + half);
            Vector<float> rest = product - whole + Vector.FusedMultiplyAdd(sum, Load(ref h, i), -product) + (sum * Load(ref l, i));
            whole += Vector.ConditionalSelect(Vector.GreaterThanOrEqual(rest, half), Vector<float>.One, Vector<float>.Zero);
            whole -= Vector.ConditionalSelect(Vector.LessThan(rest, -half), Vector<float>.One, Vector<float>.Zero);
            Vector<float> quotient = whole * Load(ref b, i);
            Vector<float> rounded = Vector.CopySign(Vector.Floor(Vector.Abs(quotient) + half), quotient);
            (Vector.Min(Vector.Max(rounded, least), most) * unit).StoreUnsafe(ref v, (nuint)i);
        }
        for (; i < values.Length; i++)
        {
            double product = MathF.Round(values[i] * accumulator[i]) * ((double)high[i] + low[i]);
            double quotient = Math.Floor(product + 0.5) * back[i];
            values[i] = Math.Clamp((float)Math.Round(quotient, MidpointRounding.AwayFromZero), min, max) * step;
        }
    }

    /// <summary>multiplier / 2^31 as the sum of two numbers of single precision.</summary>
    public static (float High, float Low) Split(QuantizedMultiplier factor)
    {
        double exact = Math.ScaleB(factor.Multiplier, -31);
        float high = (float)exact;
        return (high, (float)(exact - high));
    }

    /// <summary>values[i] = step * clamp(floor(values[i] * scale + 1/2)): the division with halves upward.</summary>
    public static void HalvesUp(Span<float> values, float scale, float step, float min, float max)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        Vector<float> half = Vector.Create(0.5f), factor = Vector.Create(scale), least = Vector.Create(min), most = Vector.Create(max), unit = Vector.Create(step);
        int i = 0;
        for (; i + Width <= values.Length; i += Width)
        {
            Vector<float> rounded = Vector.Floor((Load(ref v, i) * factor) + half);
            (Vector.Min(Vector.Max(rounded, least), most) * unit).StoreUnsafe(ref v, (nuint)i);
        }
        for (; i < values.Length; i++) values[i] = Math.Clamp(MathF.Floor((values[i] * scale) + 0.5f), min, max) * step;
    }

    /// <summary>values[i] = step * sat8((values[i] * factor + 2^(shift - 1)) >> shift) for integers, in the engine's own 32 bits.</summary>
    /// <param name="values">Integers whose products with <paramref name="factor"/> fit 31 bits; changed in place.</param>
    /// <param name="factor">0..2^15.</param>
    /// <param name="shift">1..31.</param>
    /// <param name="step">Of the result.</param>
    public static void ScaleIntegers(Span<float> values, int factor, int shift, float step)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        Vector<int> times = Vector.Create(factor), half = Vector.Create(1 << (shift - 1)), least = Vector.Create((int)sbyte.MinValue), most = Vector.Create((int)sbyte.MaxValue);
        int i = 0;
        for (; i + Width <= values.Length; i += Width)
        {
            Vector<int> rounded = Vector.ShiftRightArithmetic((Vector.ConvertToInt32(Load(ref v, i)) * times) + half, shift);
            (Vector.ConvertToSingle(Vector.Min(Vector.Max(rounded, least), most)) * step).StoreUnsafe(ref v, (nuint)i);
        }
        for (; i < values.Length; i++) values[i] = Math.Clamp((((int)values[i] * factor) + (1 << (shift - 1))) >> shift, sbyte.MinValue, sbyte.MaxValue) * step;
    }

    /// <summary>Sets the gradient to zero where the int8 value that was computed is saturated.</summary>
    /// <param name="gradient">Of the values.</param>
    /// <param name="values">Multiples of <paramref name="step"/>.</param>
    /// <param name="step">The values' step.</param>
    public static void MaskSaturated(Matrix gradient, Matrix values, double step)
    {
        float least = (float)((sbyte.MinValue + 0.5) * step), most = (float)((sbyte.MaxValue - 0.5) * step);
        Parallelism.Ranges(gradient.Rows, Grain, (first, end) => Mask(gradient.Range(first, end), values.Range(first, end), least, most));
    }

    private static void Mask(Span<float> gradient, ReadOnlySpan<float> values, float least, float most)
    {
        ref float g = ref MemoryMarshal.GetReference(gradient), v = ref MemoryMarshal.GetReference(values);
        Vector<float> low = Vector.Create(least), high = Vector.Create(most);
        int i = 0;
        for (; i + Width <= values.Length; i += Width)
        {
            Vector<float> value = Load(ref v, i);
            Vector<float> inside = Vector.BitwiseAnd(Vector.GreaterThan(value, low), Vector.LessThan(value, high)).As<int, float>();
            Vector.BitwiseAnd(Load(ref g, i), inside).StoreUnsafe(ref g, (nuint)i);
        }
        for (; i < values.Length; i++) gradient[i] = values[i] > least && values[i] < most ? gradient[i] : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ref float start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);
}
