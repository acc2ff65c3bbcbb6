using System.Diagnostics;
using System.Runtime.Intrinsics;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>Measured speed of one product; a multiplication and an addition count as two.</summary>
/// <param name="Product">forward, input gradient or weight gradient.</param>
/// <param name="Shape">Tokens x inputs x outputs.</param>
/// <param name="Threads">Threads of both.</param>
/// <param name="GigaFlops">Of <see cref="MatrixProduct"/>; median of the repetitions.</param>
/// <param name="OpenBlas">Of OpenBLAS, likewise; null where it is not installed.</param>
/// <param name="Ratio">Ours to theirs: the median over the repetitions, in each of which both take turns.</param>
public sealed record MatrixBenchResult(string Product, string Shape, int Threads, double GigaFlops, double? OpenBlas, double? Ratio);

/// <summary>Measures the matrix product on this machine, beside OpenBLAS in the same run.</summary>
public sealed class MatrixBench
{
    private const string Forward = "forward", InputGradient = "input gradient", WeightGradient = "weight gradient";

    private static readonly (string Product, int Tokens, int Inputs, int Outputs)[] Cases =
    [
        (Forward, 768, 128, 336),
        (InputGradient, 768, 128, 336),
        (WeightGradient, 768, 128, 336),
        (Forward, 64, 256, 672),
        (Forward, 512, 512, 512),
        (Forward, 1024, 1024, 1024),
    ];

    private readonly OpenBlas? _openBlas = LinearAlgebra.OpenBlas.Find();

    /// <summary>Repetitions of each measurement.</summary>
    public const int Repetitions = 15;

    /// <summary>Which micro-kernel this machine runs.</summary>
    public static string Kernel => Vector512.IsHardwareAccelerated ? "512 bit" : $"{System.Numerics.Vector<float>.Count * 32} bit";

    /// <summary>What it is compared with: the library's own description, or "not installed".</summary>
    public string Comparison => _openBlas?.Description ?? "not installed";

    /// <summary>Runs training-sized products and cubes.</summary>
    /// <param name="threads">The numbers of threads to measure with.</param>
    /// <param name="seconds">About how long each repetition of each side takes.</param>
    public IReadOnlyList<MatrixBenchResult> Run(IEnumerable<int> threads, double seconds = 0.01)
    {
        int before = Parallelism.Threads;
        try
        {
            return [.. threads.SelectMany(count => Cases.Select(shape => Measure(shape.Product, shape.Tokens, shape.Inputs, shape.Outputs, count, seconds)))];
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    private MatrixBenchResult Measure(string product, int tokens, int inputs, int outputs, int threads, double seconds)
    {
        Parallelism.Threads = threads;
        _openBlas?.SetThreads(threads);
        var random = new Xoshiro256(1);
        float[] x = Fill(random, tokens * inputs), w = Fill(random, outputs * inputs), y = Fill(random, tokens * outputs);
        var result = new float[Math.Max(x.Length, Math.Max(w.Length, y.Length))];
        (Action ours, Action<OpenBlas> theirs) = product switch
        {
            Forward => ((Action)(() => MatrixProduct.Forward(x, w, result, tokens, inputs, outputs)),
                (Action<OpenBlas>)(blas => blas.Forward(x, w, result, tokens, inputs, outputs))),
            InputGradient => (() => MatrixProduct.InputGradient(y, w, result, tokens, inputs, outputs, accumulate: false),
                blas => blas.InputGradient(y, w, result, tokens, inputs, outputs)),
            _ => (() => MatrixProduct.WeightGradient(y, x, result, tokens, inputs, outputs),
                blas => blas.WeightGradient(y, x, result, tokens, inputs, outputs)),
        };
        double work = 2.0 * tokens * inputs * outputs / 1e9;
        Warm(ours, 50 * seconds);
        int times = (int)Math.Clamp(seconds / Time(ours, 3), 1, 10_000);
        double[] speed = new double[Repetitions], theirSpeed = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            speed[i] = work / Time(ours, times);
            if (_openBlas is { } blas) theirSpeed[i] = work / Time(() => theirs(blas), times);
        }
        string shape = $"{tokens}x{inputs}x{outputs}";
        return _openBlas is null
            ? new MatrixBenchResult(product, shape, threads, Median(speed), null, null)
            : new MatrixBenchResult(product, shape, threads, Median(speed), Median(theirSpeed), Median(speed.Zip(theirSpeed, (our, their) => our / their)));
    }

    // The runtime replaces what it compiled in haste after some calls and some time, in the background.
    private static void Warm(Action run, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds) run();
    }

    // Seconds of one run.
    private static double Time(Action run, int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++) run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Repetitions / 2);

    private static float[] Fill(Xoshiro256 random, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)random.NextDouble() - 0.5f;
        return values;
    }
}
