using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>Rotation of int16 queries or keys to int8 with the engine's Q15 table.</summary>
internal sealed class FakeRope
{
    private const double Base = 10000;
    private const int Grain = 64;
    private const float Limit = 23000, One = 32768;
    private readonly int _headDim;
    private readonly float[] _cosines, _sines;

    /// <summary>A table for positions below <paramref name="maxTokens"/>.</summary>
    public FakeRope(int maxTokens, int headDim)
    {
        _headDim = headDim;
        int pairs = headDim / 2;
        (_cosines, _sines) = (new float[maxTokens * pairs], new float[maxTokens * pairs]);
        for (int i = 0; i < _cosines.Length; i++)
        {
            (double sine, double cosine) = Math.SinCos(i / pairs * Math.Pow(Base, -2.0 * (i % pairs) / headDim));
            (_cosines[i], _sines[i]) = (Q15(cosine), Q15(sine));
        }
    }

    /// <summary>Rounds x [tokens, heads * head_dim], the outputs of <paramref name="matrix"/>, to int16, rotates them and rounds to int8.</summary>
    /// <param name="batch">Gives the positions.</param>
    /// <param name="matrix">The layer that made x.</param>
    /// <param name="x">Changed in place.</param>
    /// <param name="step">Step after rotation.</param>
    public void Forward(RaggedBatch batch, FakeMatrix matrix, Matrix x, double step) => Parallelism.Ranges(x.Rows, Grain, (first, end) =>
    {
        float units = (float)(LayerQuantizer.RotationUnits / step);
        for (int token = first; token < end; token++)
        {
            Span<float> row = x.Row(token);
            matrix.Round(row);
            FakeRounding.HalvesUp(row, units, 1, -Limit, Limit);
            int start = batch.Positions[token] * _headDim / 2;
            for (int head = 0; head < row.Length; head += _headDim) Rotate(row.Slice(head, _headDim), start);
            FakeRounding.HalvesUp(row, 1f / LayerQuantizer.RotationUnits, (float)step, sbyte.MinValue, sbyte.MaxValue);
        }
    });

    private void Rotate(Span<float> head, int start)
    {
        for (int i = 0; i < head.Length; i += 2)
        {
            (float even, float odd, float cosine, float sine) = (head[i], head[i + 1], _cosines[start + (i / 2)], _sines[start + (i / 2)]);
            head[i] = (even * cosine) - (odd * sine);
            head[i + 1] = (even * sine) + (odd * cosine);
        }
    }

    private static float Q15(double value) => (float)Math.Min(short.MaxValue, Math.Round(value * One)) / One;
}
