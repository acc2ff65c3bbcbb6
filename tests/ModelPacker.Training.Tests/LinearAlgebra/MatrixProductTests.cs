using CsCheck;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Tests.LinearAlgebra;

public sealed class MatrixProductTests
{
    private static readonly Gen<(int Tokens, int Inputs, int Outputs, ulong Seed)> Shapes =
        Gen.Select(Gen.Int[1, 150], Gen.Int[1, 300], Gen.Int[1, 90], Gen.ULong);

    [Fact]
    public void The_three_products_of_a_layer_are_right_for_any_shape()
    {
        Shapes.Sample(shape =>
        {
            (int tokens, int inputs, int outputs, ulong seed) = shape;
            float[] x = Fill(tokens * inputs, seed), w = Fill(outputs * inputs, seed + 1), dy = Fill(tokens * outputs, seed + 2);
            float[] y = Fill(tokens * outputs, 3), dx = Fill(tokens * inputs, 4), dw = Fill(outputs * inputs, 5);
            float[] oldDx = [.. dx], oldDw = [.. dw];
            MatrixProduct.Forward(x, w, y, tokens, inputs, outputs);
            MatrixProduct.InputGradient(dy, w, dx, tokens, inputs, outputs, accumulate: true);
            MatrixProduct.WeightGradient(dy, x, dw, tokens, inputs, outputs);
            AssertClose(Naive(tokens, outputs, inputs, (r, c, p) => (double)x[(r * inputs) + p] * w[(c * inputs) + p], (_, _) => 0), y);
            AssertClose(Naive(tokens, inputs, outputs, (r, c, p) => (double)dy[(r * outputs) + p] * w[(p * inputs) + c], (r, c) => oldDx[(r * inputs) + c]), dx);
            AssertClose(Naive(outputs, inputs, tokens, (r, c, p) => (double)dy[(p * outputs) + r] * x[(p * inputs) + c], (r, c) => oldDw[(r * inputs) + c]), dw);
        }, iter: 40);
    }

    [Fact]
    public void The_portable_kernel_agrees_with_the_wide_one()
    {
        Shapes.Sample(shape =>
        {
            (int rows, int depth, int columns, ulong seed) = shape;
            float[] a = Fill(rows * depth, seed), b = Fill(depth * columns, seed + 1), wide = new float[rows * columns], portable = new float[rows * columns];
            MatrixProduct.Multiply<Kernel512>(new(a, depth, 1), new(b, columns, 1), wide, rows, columns, depth, false);
            MatrixProduct.Multiply<KernelPortable>(new(a, depth, 1), new(b, columns, 1), portable, rows, columns, depth, false);
            AssertClose(Array.ConvertAll(wide, value => (double)value), portable);
        }, iter: 20);
    }

    [Fact]
    public void The_result_does_not_depend_on_the_number_of_threads()
    {
        const int Tokens = 700, Inputs = 336, Outputs = 130;
        float[] x = Fill(Tokens * Inputs, 1), w = Fill(Outputs * Inputs, 2), one = new float[Tokens * Outputs], many = new float[Tokens * Outputs];
        int before = Parallelism.Threads;
        try
        {
            Parallelism.Threads = 1;
            MatrixProduct.Forward(x, w, one, Tokens, Inputs, Outputs);
            Parallelism.Threads = 7;
            MatrixProduct.Forward(x, w, many, Tokens, Inputs, Outputs);
        }
        finally
        {
            Parallelism.Threads = before;
        }
        Assert.Equal(one, many);
    }

    [Fact]
    public void The_bench_measures_every_product_with_every_number_of_threads()
    {
        var bench = new MatrixBench();
        IReadOnlyList<MatrixBenchResult> results = bench.Run([2, 1], 1e-4);
        Assert.Equal(12, results.DistinctBy(result => (result.Product, result.Shape, result.Threads)).Count());
        Assert.All(results, result =>
        {
            Assert.True(result.GigaFlops > 0.1, $"{result}");
            Assert.Equal(bench.Comparison != "not installed", result.Ratio > 0);
        });
    }

    [Fact]
    public void OpenBLAS_computes_the_same_products()
    {
        OpenBlas? blas = OpenBlas.Find();
        Assert.SkipWhen(blas is null, "OpenBLAS is not installed (Debian: libopenblas0-pthread)");
        const int Tokens = 30, Inputs = 17, Outputs = 9;
        float[] x = Fill(Tokens * Inputs, 1), w = Fill(Outputs * Inputs, 2), dy = Fill(Tokens * Outputs, 3);
        float[] y = new float[Tokens * Outputs], dx = new float[Tokens * Inputs], dw = Fill(Outputs * Inputs, 4), ours = [.. dw];
        blas.Forward(x, w, y, Tokens, Inputs, Outputs);
        blas.InputGradient(dy, w, dx, Tokens, Inputs, Outputs);
        blas.WeightGradient(dy, x, dw, Tokens, Inputs, Outputs);
        MatrixProduct.WeightGradient(dy, x, ours, Tokens, Inputs, Outputs);
        AssertClose(Naive(Tokens, Outputs, Inputs, (r, c, p) => (double)x[(r * Inputs) + p] * w[(c * Inputs) + p], (_, _) => 0), y);
        AssertClose(Naive(Tokens, Inputs, Outputs, (r, c, p) => (double)dy[(r * Outputs) + p] * w[(p * Inputs) + c], (_, _) => 0), dx);
        AssertClose(Array.ConvertAll(ours, value => (double)value), dw);
    }

    private static double[] Naive(int rows, int columns, int depth, Func<int, int, int, double> term, Func<int, int, double> initial)
    {
        var result = new double[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                double sum = initial(r, c);
                for (int p = 0; p < depth; p++) sum += term(r, c, p);
                result[(r * columns) + c] = sum;
            }
        }
        return result;
    }

    private static float[] Fill(int count, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)((2 * random.NextDouble()) - 1);
        return values;
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (int i = 0; i < actual.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-4, $"element {i}: {actual[i]} instead of {expected[i]}");
    }
}
