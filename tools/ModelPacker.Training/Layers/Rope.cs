using System.Runtime.Intrinsics;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Layers;

/// <summary>
/// Rotates the pairs (2i, 2i + 1) of every head by position * base^(-2i / head_dim) (Su et al., "RoFormer", 2021). The gradient is rotated
/// back.
/// </summary>
public sealed class Rope
{
    private const double Base = 10000;
    private const int Grain = 64;
    private readonly int _headDim;
    private readonly float[] _cosines, _sines;

    /// <summary>A table for positions below <paramref name="maxTokens"/>.</summary>
    public Rope(int maxTokens, int headDim)
    {
        _headDim = headDim;
        _cosines = new float[maxTokens * headDim];
        _sines = new float[maxTokens * headDim];
        for (int position = 0; position < maxTokens; position++)
        {
            for (int i = 0; i < headDim; i += 2)
            {
                (double sine, double cosine) = Math.SinCos(position * Math.Pow(Base, -(double)i / headDim));
                int at = (position * headDim) + i;
                _cosines[at] = _cosines[at + 1] = (float)cosine;
                _sines[at] = -(float)sine; // of the pair's first element, which takes the second's share
                _sines[at + 1] = (float)sine;
            }
        }
    }

    /// <summary>Rotates x [tokens, heads * head_dim] in place.</summary>
    public void Forward(RaggedBatch batch, Matrix x) => Rotate(batch, x, 1);

    /// <summary>Turns the gradient of the rotated values into that of the unrotated ones, in place.</summary>
    public void Backward(RaggedBatch batch, Matrix dx) => Rotate(batch, dx, -1);

    private void Rotate(RaggedBatch batch, Matrix x, float direction) => Parallelism.Ranges(x.Rows, Grain, (first, end) =>
    {
        for (int token = first; token < end; token++)
        {
            int start = batch.Positions[token] * _headDim;
            ReadOnlySpan<float> cosines = _cosines.AsSpan(start, _headDim), sines = _sines.AsSpan(start, _headDim);
            Span<float> row = x.Row(token);
            for (int head = 0; head < row.Length; head += _headDim) RotateHead(row.Slice(head, _headDim), cosines, sines, direction);
        }
    });

    private static void RotateHead(Span<float> values, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, float direction)
    {
        int i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            Vector128<float> value = Vector128.Create(values.Slice(i, 4));
            Vector128<float> swapped = Vector128.Shuffle(value, Vector128.Create(1, 0, 3, 2));
            Vector128<float> turned = (value * Vector128.Create(cosines.Slice(i, 4))) + (swapped * (Vector128.Create(sines.Slice(i, 4)) * direction));
            turned.CopyTo(values[i..]);
        }
        for (; i < values.Length; i += 2)
        {
            (float even, float odd) = (values[i], values[i + 1]);
            values[i] = (even * cosines[i]) + (odd * sines[i] * direction);
            values[i + 1] = (odd * cosines[i]) + (even * sines[i + 1] * direction);
        }
    }
}
