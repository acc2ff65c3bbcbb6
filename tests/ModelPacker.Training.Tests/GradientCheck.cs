using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Tests;

/// <summary>
/// Compares gradients with central differences of fourth order along random directions of +-1 per element: for a right gradient g the
/// derivative along d is g.d, and a wrong or missing part of g shows as an error of its own norm's size.
/// </summary>
internal static class GradientCheck
{
    private const float Step = 4e-3f;
    private const double Tolerance = 4e-3;

    /// <summary>Fails unless <paramref name="gradient"/> is that of <paramref name="loss"/> with respect to <paramref name="values"/>.</summary>
    public static void Verify(string what, Func<double> loss, Span<float> values, ReadOnlySpan<float> gradient)
    {
        double norm = Math.Sqrt(VectorMath.Dot(gradient, gradient));
        Assert.True(norm > 1e-4, $"{what}: the gradient is zero, so that this check would check nothing");
        float[] original = values.ToArray();
        var random = new Xoshiro256(17);
        for (int trial = 0; trial < 4; trial++)
        {
            float[] direction = original.Select(_ => (random.NextBits() & 1) == 0 ? 1f : -1f).ToArray();
            double analytic = VectorMath.Dot(gradient, direction), numeric = 0;
            foreach ((int steps, double weight) in new[] { (1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0) })
            {
                for (int i = 0; i < values.Length; i++) values[i] = original[i] + (steps * Step * direction[i]);
                numeric += weight * loss() / (12 * Step);
            }
            original.CopyTo(values);
            Assert.True(Math.Abs(analytic - numeric) < Tolerance * norm, $"{what}: {analytic} along a direction where the loss changes by {numeric} (gradient's norm {norm})");
        }
    }

    /// <summary>A matrix of normal values.</summary>
    public static Matrix Random(int rows, int columns, ulong seed)
    {
        var matrix = new Matrix(columns, rows);
        Fill(matrix.Values, seed);
        return matrix;
    }

    /// <summary>Fills with normal values times <paramref name="scale"/>.</summary>
    public static void Fill(Span<float> values, ulong seed, float scale = 1)
    {
        var random = new Xoshiro256(seed);
        for (int i = 0; i < values.Length; i++) values[i] = random.NextNormal() * scale;
    }

    /// <summary>The scalar that stands for a loss: the sum of y times fixed weights, whose gradient with respect to y is those weights.</summary>
    public static double Weighted(Matrix y, Matrix weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Values.Length; i++) sum += (double)y.Values[i] * weights.Values[i];
        return sum;
    }
}
