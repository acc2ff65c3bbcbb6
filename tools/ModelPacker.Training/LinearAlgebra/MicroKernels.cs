using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>The innermost part of a matrix product: one tile of the result, kept in registers while the inner dimension runs.</summary>
internal unsafe interface IMicroKernel
{
    /// <summary>Rows of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the tile.</summary>
    static abstract int Columns { get; }

    /// <summary>
    /// c[r, j] (+)= sum over p below <paramref name="depth"/> of a[p * Rows + r] * b[p * Columns + j]; <paramref name="stride"/> is c's row
    /// length. The order of the sum is fixed.
    /// </summary>
    static abstract void Run(float* a, float* b, int depth, float* c, int stride, bool accumulate);
}

/// <summary>8 x 32 in sixteen 512-bit registers, for processors that have them.</summary>
internal unsafe struct Kernel512 : IMicroKernel
{
    public static int Rows => 8;

    public static int Columns => 32;

    // Compiled for speed at its first call, not after some seconds in the background.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, int depth, float* c, int stride, bool accumulate)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        for (int p = 0; p < depth; p++, a += 8, b += 32)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(a[0]);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a[1]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a[2]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(a[3]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a[4]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a[5]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(a[6]);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a[7]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
        }
        Store(c, c00, c01, accumulate);
        Store(c + stride, c10, c11, accumulate);
        Store(c + (2 * stride), c20, c21, accumulate);
        Store(c + (3 * stride), c30, c31, accumulate);
        Store(c + (4 * stride), c40, c41, accumulate);
        Store(c + (5 * stride), c50, c51, accumulate);
        Store(c + (6 * stride), c60, c61, accumulate);
        Store(c + (7 * stride), c70, c71, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> low, Vector512<float> high, bool accumulate)
    {
        if (accumulate)
        {
            low += Vector512.Load(c);
            high += Vector512.Load(c + 16);
        }
        low.Store(c);
        high.Store(c + 16);
    }
}

/// <summary>4 rows of three vectors of whatever width <see cref="Vector{T}"/> has, for every other processor.</summary>
internal unsafe struct KernelPortable : IMicroKernel
{
    public static int Rows => 4;

    public static int Columns => 3 * Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, int depth, float* c, int stride, bool accumulate)
    {
        Vector<float> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector<float> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        int width = Vector<float>.Count;
        for (int p = 0; p < depth; p++, a += 4, b += 3 * width)
        {
            Vector<float> b0 = Vector.Load(b), b1 = Vector.Load(b + width), b2 = Vector.Load(b + (2 * width));
            Vector<float> x = Vector.Create(a[0]);
            c00 = Vector.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector.MultiplyAddEstimate(x, b2, c02);
            x = Vector.Create(a[1]);
            c10 = Vector.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector.MultiplyAddEstimate(x, b2, c12);
            x = Vector.Create(a[2]);
            c20 = Vector.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector.MultiplyAddEstimate(x, b2, c22);
            x = Vector.Create(a[3]);
            c30 = Vector.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector.MultiplyAddEstimate(x, b2, c32);
        }
        Store(c, c00, c01, c02, accumulate);
        Store(c + stride, c10, c11, c12, accumulate);
        Store(c + (2 * stride), c20, c21, c22, accumulate);
        Store(c + (3 * stride), c30, c31, c32, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector<float> low, Vector<float> middle, Vector<float> high, bool accumulate)
    {
        int width = Vector<float>.Count;
        if (accumulate)
        {
            low += Vector.Load(c);
            middle += Vector.Load(c + width);
            high += Vector.Load(c + (2 * width));
        }
        low.Store(c);
        middle.Store(c + width);
        high.Store(c + (2 * width));
    }
}
