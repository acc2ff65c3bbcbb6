using ModelPacker.Core.Model;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Tests.Layers;

public sealed class LayerGradientTests
{
    private readonly RaggedBatch _batch = Batches.Ragged();

    [Fact]
    public void Embedding()
    {
        Parameter pieces = Parameter.Table(Tensor(6, 8)), ngrams = Parameter.Table(Tensor(5, 8));
        var layer = new Embedding(pieces, ngrams);
        Matrix y = new(8), dy = GradientCheck.Random(_batch.Tokens, 8, 1);
        layer.Backward(_batch, dy);
        GradientCheck.Verify("pieces", Loss, pieces.Values, pieces.Gradient);
        GradientCheck.Verify("n-grams", Loss, ngrams.Values, ngrams.Gradient);

        double Loss()
        {
            layer.Forward(_batch, y);
            return GradientCheck.Weighted(y, dy);
        }
    }

    [Fact]
    public void RmsNorm()
    {
        Parameter gain = Parameter.Vector(Tensor(1, 12));
        var layer = new RmsNorm(gain);
        Matrix x = GradientCheck.Random(7, 12, 2), y = new(12), dy = GradientCheck.Random(7, 12, 3), dx = Zeros(7, 12);
        Loss();
        layer.Backward(dy, dx);
        GradientCheck.Verify("x", Loss, x.Values, dx.Values);
        GradientCheck.Verify("gain", Loss, gain.Values, gain.Gradient);

        double Loss()
        {
            layer.Forward(x, y);
            return GradientCheck.Weighted(y, dy);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Linear(bool accumulate)
    {
        Parameter weights = Parameter.Matrix(Tensor(5, 9)), bias = Parameter.Vector(Tensor(1, 5));
        var layer = new Linear(weights, bias);
        Matrix x = GradientCheck.Random(7, 9, 2), y = new(5), dy = GradientCheck.Random(7, 5, 3), dx = GradientCheck.Random(7, 9, 4);
        Matrix other = GradientCheck.Random(7, 9, 4);
        layer.Backward(x, dy, dx, accumulate);
        GradientCheck.Verify("x", Loss, x.Values, dx.Values);
        GradientCheck.Verify("weights", Loss, weights.Values, weights.Gradient);
        GradientCheck.Verify("bias", Loss, bias.Values, bias.Gradient);

        double Loss()
        {
            layer.Forward(x, y);
            return GradientCheck.Weighted(y, dy) + (accumulate ? GradientCheck.Weighted(x, other) : 0);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void Rope(int headDim)
    {
        var layer = new Rope(16, headDim);
        Matrix x = GradientCheck.Random(_batch.Tokens, 2 * headDim, 2), y = new(2 * headDim), dy = GradientCheck.Random(_batch.Tokens, 2 * headDim, 3);
        var dx = new Matrix(2 * headDim, _batch.Tokens);
        dy.Values.CopyTo(dx.Values);
        layer.Backward(_batch, dx);
        GradientCheck.Verify("x", Loss, x.Values, dx.Values);

        double Loss()
        {
            x.Values.CopyTo(y.Resize(x.Rows).Values);
            layer.Forward(_batch, y);
            return GradientCheck.Weighted(y, dy);
        }
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(4, 2, false)]
    [InlineData(4, 1, true)]
    public void Attention(int heads, int kvHeads, bool causal)
    {
        const int HeadDim = 6;
        var layer = new Attention(heads, kvHeads, HeadDim, causal);
        Matrix q = GradientCheck.Random(_batch.Tokens, heads * HeadDim, 1), k = GradientCheck.Random(_batch.Tokens, kvHeads * HeadDim, 2);
        Matrix v = GradientCheck.Random(_batch.Tokens, kvHeads * HeadDim, 3), dy = GradientCheck.Random(_batch.Tokens, heads * HeadDim, 4);
        Matrix y = new(heads * HeadDim), dq = new(heads * HeadDim), dk = new(kvHeads * HeadDim), dv = new(kvHeads * HeadDim);
        Loss();
        layer.Backward(_batch, q, k, v, dy, dq, dk, dv);
        GradientCheck.Verify("q", Loss, q.Values, dq.Values);
        GradientCheck.Verify("k", Loss, k.Values, dk.Values);
        GradientCheck.Verify("v", Loss, v.Values, dv.Values);

        double Loss()
        {
            layer.Forward(_batch, q, k, v, y);
            return GradientCheck.Weighted(y, dy);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(48)]
    public void SwiGlu(int width)
    {
        var layer = new SwiGlu(width);
        Matrix gate = GradientCheck.Random(7, width, 1), up = GradientCheck.Random(7, width, 2), dy = GradientCheck.Random(7, width, 3);
        Matrix y = new(width), dgate = new(width), dup = new(width);
        Loss();
        layer.Backward(gate, up, dy, dgate, dup);
        GradientCheck.Verify("gate", Loss, gate.Values, dgate.Values);
        GradientCheck.Verify("up", Loss, up.Values, dup.Values);

        double Loss()
        {
            layer.Forward(gate, up, y);
            return GradientCheck.Weighted(y, dy);
        }
    }

    [Fact]
    public void Pooling()
    {
        Matrix x = GradientCheck.Random(_batch.Tokens, 6, 1), y = new(6), dy = GradientCheck.Random(_batch.Sentences, 6, 2), dx = new(6);
        MeanPool.Backward(_batch, dy, dx);
        GradientCheck.Verify("x", Loss, x.Values, dx.Values);

        double Loss()
        {
            MeanPool.Forward(_batch, x, y);
            return GradientCheck.Weighted(y, dy);
        }
    }

    [Fact]
    public void Dropped_values_are_zero_the_others_scaled_and_the_gradient_takes_the_same_mask()
    {
        var layer = new Dropout(0.25f, 64);
        Matrix x = Zeros(500, 64), dx = Zeros(500, 64);
        x.Values.Fill(3);
        dx.Values.Fill(1);
        layer.Forward(x, 11);
        layer.Backward(dx);
        int dropped = 0;
        for (int i = 0; i < x.Values.Length; i++)
        {
            Assert.Equal(x.Values[i], 3 * dx.Values[i], 1e-5f);
            if (x.Values[i] == 0) dropped++;
            else Assert.Equal(4f, x.Values[i], 1e-3f);
        }
        Assert.InRange(dropped / (double)x.Values.Length, 0.24, 0.26);
        layer.Forward(x, null);
        dx.Values.Fill(1);
        layer.Backward(dx);
        Assert.DoesNotContain(0f, dx.Values.ToArray());
    }

    private static Matrix Zeros(int rows, int columns)
    {
        var matrix = new Matrix(columns, rows);
        matrix.Values.Clear();
        return matrix;
    }

    private static WeightTensor Tensor(int rows, int columns)
    {
        var tensor = new WeightTensor("test", rows, columns);
        GradientCheck.Fill(tensor.Values, 5);
        return tensor;
    }
}
