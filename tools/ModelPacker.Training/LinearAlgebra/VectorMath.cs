using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>
/// Vectorised sums in a fixed order. (Those of TensorPrimitives start at an aligned address, so that their rounding differs from one
/// allocation to the next; its elementwise operations do not, and are used wherever they serve.)
/// </summary>
public static class VectorMath
{
    /// <summary>The sum of x[i] * y[i].</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        ref float a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        Vector<float> even = default, odd = default;
        int i = 0, width = Vector<float>.Count;
        for (; i + (2 * width) <= x.Length; i += 2 * width)
        {
            even = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref a, (nuint)i), Vector.LoadUnsafe(ref b, (nuint)i), even);
            odd = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref a, (nuint)(i + width)), Vector.LoadUnsafe(ref b, (nuint)(i + width)), odd);
        }
        float sum = Vector.Sum(even + odd);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The sum of x[i] * y[i].</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        Vector<double> total = default;
        int i = 0, width = Vector<double>.Count;
        for (; i + width <= x.Length; i += width) total += Vector.LoadUnsafe(ref a, (nuint)i) * Vector.LoadUnsafe(ref b, (nuint)i);
        double sum = Vector.Sum(total);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The sum of the squares in double precision; exact for integers below 2^22.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> x)
    {
        ref float a = ref MemoryMarshal.GetReference(x);
        Vector<double> total = default;
        int i = 0, width = Vector<float>.Count;
        for (; i + width <= x.Length; i += width)
        {
            Vector.Widen(Vector.LoadUnsafe(ref a, (nuint)i), out Vector<double> low, out Vector<double> high);
            total += (low * low) + (high * high);
        }
        double sum = Vector.Sum(total);
        for (; i < x.Length; i++) sum += (double)x[i] * x[i];
        return sum;
    }

    /// <summary>The sum of the elements.</summary>
    public static float Sum(ReadOnlySpan<float> x)
    {
        ref float a = ref MemoryMarshal.GetReference(x);
        Vector<float> total = default;
        int i = 0, width = Vector<float>.Count;
        for (; i + width <= x.Length; i += width) total += Vector.LoadUnsafe(ref a, (nuint)i);
        float sum = Vector.Sum(total);
        for (; i < x.Length; i++) sum += x[i];
        return sum;
    }

    /// <summary>y += scale * x.</summary>
    public static void AddScaled(ReadOnlySpan<float> x, float scale, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        ref float a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        int i = 0, width = Vector<float>.Count;
        Vector<float> factor = Vector.Create(scale);
        for (; i + width <= x.Length; i += width)
        {
            Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref a, (nuint)i), factor, Vector.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref b, (nuint)i);
        }
        for (; i < x.Length; i++) y[i] += scale * x[i];
    }

    /// <summary>y += scale * x.</summary>
    public static void AddScaled(ReadOnlySpan<double> x, double scale, Span<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        int i = 0, width = Vector<double>.Count;
        Vector<double> factor = Vector.Create(scale);
        for (; i + width <= x.Length; i += width) ((Vector.LoadUnsafe(ref a, (nuint)i) * factor) + Vector.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref b, (nuint)i);
        for (; i < x.Length; i++) y[i] += scale * x[i];
    }

    /// <summary>Replaces x by exp(x) / sum of exp(x).</summary>
    public static void SoftMax(Span<float> x)
    {
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), x);
        TensorPrimitives.Exp(x, x);
        TensorPrimitives.Multiply(x, 1 / Sum(x), x);
    }
}
