using System.Diagnostics;
using System.Runtime.Intrinsics;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>Measured speed of one product.</summary>
/// <param name="Shape">Rows x depth x columns.</param>
/// <param name="GigaFlops">Best of the repetitions; a multiplication and an addition count as two.</param>
public sealed record MatrixBenchResult(string Shape, double GigaFlops);

/// <summary>Measures the matrix product on this machine.</summary>
public static class MatrixBench
{
    /// <summary>Which micro-kernel this machine runs.</summary>
    public static string Kernel => Vector512.IsHardwareAccelerated ? "512 bit" : $"{System.Numerics.Vector<float>.Count * 32} bit";

    /// <summary>Runs a training-sized product and a cube, for about <paramref name="seconds"/> each.</summary>
    public static IReadOnlyList<MatrixBenchResult> Run(double seconds = 1) =>
        [Measure(768, 128, 336, seconds), Measure(512, 512, 512, seconds)];

    private static MatrixBenchResult Measure(int rows, int depth, int columns, double seconds)
    {
        var random = new Xoshiro256(1);
        float[] x = Fill(random, rows * depth), w = Fill(random, columns * depth), y = new float[rows * columns];
        double work = 2.0 * rows * depth * columns, best = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long before = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++) MatrixProduct.Forward(x, w, y, rows, depth, columns);
            best = Math.Max(best, 10 * work / Stopwatch.GetElapsedTime(before).TotalSeconds / 1e9);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return new MatrixBenchResult($"{rows}x{depth}x{columns}", best);
    }

    private static float[] Fill(Xoshiro256 random, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)random.NextDouble() - 0.5f;
        return values;
    }
}
