using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>values[i] = step * clamp(requant(accumulator)), for values of rows of which <paramref name="scale"/> and <paramref name="back"/> belong to the columns.</summary>
    /// <param name="values">What an accumulator stands for; changed in place.</param>
    /// <param name="scale">From a value to the doubling high multiply's result: 2^-shift / step.</param>
    /// <param name="back">2^shift, the divisions by powers of two.</param>
    /// <param name="step">Of the result.</param>
    /// <param name="min">Least integer.</param>
    /// <param name="max">Largest integer.</param>
    public static void Requantize(Span<float> values, ReadOnlySpan<float> scale, ReadOnlySpan<float> back, float step, float min, float max)
    {
        ref float v = ref MemoryMarshal.GetReference(values), s = ref MemoryMarshal.GetReference(scale), b = ref MemoryMarshal.GetReference(back);
        Vector<float> half = Vector.Create(0.5f), least = Vector.Create(min), most = Vector.Create(max), unit = Vector.Create(step);
        int i = 0;
        for (; i + Width <= values.Length; i += Width)
        {
            Vector<float> high = Vector.Floor((Load(ref v, i) * Load(ref s, i)) + half) * Load(ref b, i);
            Vector<float> rounded = Vector.CopySign(Vector.Floor(Vector.Abs(high) + half), high);
            (Vector.Min(Vector.Max(rounded, least), most) * unit).StoreUnsafe(ref v, (nuint)i);
        }
        for (; i < values.Length; i++)
        {
            float high = MathF.Floor((values[i] * scale[i]) + 0.5f) * back[i];
            values[i] = Math.Clamp(MathF.Round(high, MidpointRounding.AwayFromZero), min, max) * step;
        }
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
