using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.Pruning;

namespace ModelPacker.Training.Tests.Pruning;

public sealed class WidthReducerTests(TrainedSmall trained) : IClassFixture<TrainedSmall>
{
    private static readonly Utterance[] Examples = [.. new SmallSchema(60).Epoch(3)];

    [Fact]
    public void A_stream_that_lies_in_a_plane_is_narrowed_to_it_and_the_logits_stay()
    {
        Checkpoint wide = Widen(trained.Checkpoint, 48);
        AssertSameLogits(trained.Checkpoint, wide);
        Checkpoint narrow = WidthReducer.Reduce(wide, trained.Calibrate(wide), 32);
        Assert.Equal(trained.Checkpoint.Config, narrow.Config);
        AssertSameLogits(trained.Checkpoint, narrow);
    }

    [Fact]
    public void A_narrower_model_is_better_than_one_with_arbitrary_columns_left_out()
    {
        double full = trained.Loss(trained.Checkpoint), narrow = trained.Loss(WidthReducer.Reduce(trained.Checkpoint, trained.Calibration, 24));
        double cut = trained.Loss(Cut(trained.Checkpoint, 24));
        Assert.True(full < narrow && narrow - full < 0.1 * (cut - full), $"{full}, {narrow} by principal axes, {cut} by leaving out columns");
    }

    [Fact]
    public void Eigenvectors_are_orthonormal_and_diagonalise_the_matrix()
    {
        const int size = 9;
        Matrix half = GradientCheck.Random(size, size, 7);
        var matrix = new float[size * size];
        MatrixProduct.Forward(half.Data, half.Data, matrix, size, size, size);
        (double[] values, double[] vectors) = SymmetricEigen.Decompose(matrix, size);
        Assert.Equal(values.OrderDescending(), values);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double dot = 0, form = 0;
                for (int k = 0; k < size; k++)
                {
                    dot += vectors[(i * size) + k] * vectors[(j * size) + k];
                    for (int l = 0; l < size; l++) form += vectors[(i * size) + k] * matrix[(k * size) + l] * vectors[(j * size) + l];
                }
                Assert.Equal(i == j ? 1 : 0, dot, 9);
                Assert.Equal(i == j ? values[i] : 0, form, 1e-5);
            }
        }
    }

    /// <summary>The same model in a wider stream, turned at random.</summary>
    private static Checkpoint Widen(Checkpoint source, int dim)
    {
        ModelConfig config = source.Config;
        float[] basis = Orthonormal(config.Dim, dim);
        var wide = new ModelWeights(config with { Dim = dim });
        float gain = MathF.Sqrt((float)config.Dim / dim);
        foreach ((WeightTensor from, WeightTensor to) in source.Weights.Tensors.Zip(wide.Tensors))
        {
            if (to.Name.EndsWith("norm", StringComparison.Ordinal)) Array.Fill(to.Values, gain);
            else if (from.Columns != to.Columns) MatrixProduct.InputGradient(Scaled(from, NormBefore(source.Weights, from)), basis, to.Values, from.Rows, dim, config.Dim, false);
            else if (from.Rows != to.Rows) MatrixProduct.WeightGradient(basis, from.Values, to.Values, config.Dim, from.Columns, dim);
            else from.Values.CopyTo(to.Values, 0);
        }
        return new Checkpoint(wide, source.Pieces, source.Schema, source.Provenance);
    }

    /// <summary>The norm whose output the matrix reads, if any.</summary>
    private static WeightTensor? NormBefore(ModelWeights weights, WeightTensor matrix)
    {
        if (matrix == weights.SentenceWeights || matrix == weights.TagWeights) return weights.FinalNorm;
        foreach (LayerWeights layer in weights.Layers)
        {
            if (matrix == layer.Query || matrix == layer.Key || matrix == layer.Value) return layer.AttentionNorm;
            if (matrix == layer.Gate || matrix == layer.Up) return layer.FfnNorm;
        }
        return null;
    }

    private static float[] Scaled(WeightTensor matrix, WeightTensor? norm) =>
        [.. matrix.Values.Select((value, i) => value * (norm is null ? 1 : norm.Values[i % matrix.Columns]))];

    /// <summary>[rows, columns], its rows orthonormal (Gram and Schmidt).</summary>
    private static float[] Orthonormal(int rows, int columns)
    {
        var random = new Xoshiro256(23);
        var basis = new double[rows][];
        for (int row = 0; row < rows; row++)
        {
            double[] vector = [.. Enumerable.Range(0, columns).Select(_ => (double)random.NextNormal())];
            for (int before = 0; before < row; before++)
            {
                double dot = vector.Zip(basis[before], (x, y) => x * y).Sum();
                for (int i = 0; i < columns; i++) vector[i] -= dot * basis[before][i];
            }
            double norm = Math.Sqrt(vector.Sum(x => x * x));
            basis[row] = [.. vector.Select(x => x / norm)];
        }
        return [.. basis.SelectMany(row => row).Select(x => (float)x)];
    }

    private static Checkpoint Cut(Checkpoint source, int dim)
    {
        var cut = new ModelWeights(source.Config with { Dim = dim });
        foreach ((WeightTensor from, WeightTensor to) in source.Weights.Tensors.Zip(cut.Tensors))
        {
            for (int row = 0; row < to.Rows; row++) from.Row(row)[..to.Columns].CopyTo(to.Row(row));
        }
        return new Checkpoint(cut, source.Pieces, source.Schema, source.Provenance);
    }

    private static void AssertSameLogits(Checkpoint expected, Checkpoint actual)
    {
        var (first, second) = (new FloatModel(expected), new FloatModel(actual));
        foreach (Utterance example in Examples)
        {
            (Logits wanted, Logits got) = (first.Run(example.Text)!, second.Run(example.Text)!);
            foreach ((short x, short y) in wanted.Sentence.Concat(wanted.Tags).Zip(got.Sentence.Concat(got.Tags))) Assert.InRange(x - y, -2, 2); // 256ths
        }
    }
}
