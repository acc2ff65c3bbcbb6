using System.Numerics.Tensors;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Layers;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>The embedding with its integer rows, multipliers and int16 sum.</summary>
internal sealed class FakeEmbedding
{
    private readonly FakeTable _pieces, _ngrams;
    private readonly float _pieceScale, _ngramScale, _step;

    /// <summary>An embedding for the steps of <paramref name="plan"/>.</summary>
    public FakeEmbedding(Parameter pieces, Parameter ngrams, QuantizationPlan plan)
    {
        int bits = plan.Format.EmbeddingBits;
        (_pieces, _ngrams) = (new FakeTable(pieces, plan.Pieces, bits), new FakeTable(ngrams, plan.Ngrams, bits));
        float units = TableQuantizer.ScaleUnits(bits);
        _pieceScale = Quantizer.EmbeddingScale(plan.Pieces, plan.Residual, bits) / units;
        _ngramScale = Quantizer.EmbeddingScale(plan.Ngrams, plan.Residual, bits) / units;
        _step = (float)plan.Residual;
    }

    /// <summary>Writes one token's residual.</summary>
    public void Forward(int piece, ReadOnlySpan<int> ngrams, Span<float> x)
    {
        x.Clear();
        foreach (int ngram in ngrams) TensorPrimitives.Add(x, _ngrams.Row(ngram), x);
        TensorPrimitives.Multiply(x, _ngramScale, x);
        TensorPrimitives.MultiplyAdd(_pieces.Row(piece), _pieceScale, x, x);
        FakeRounding.HalvesUp(x, 1, _step, short.MinValue, short.MaxValue);
    }

    /// <summary>Says that the weights have changed.</summary>
    public void Refresh()
    {
        _pieces.Refresh();
        _ngrams.Refresh();
    }

    /// <summary>Sets the gradients of saturated weights to zero.</summary>
    public void MaskSaturated()
    {
        _pieces.MaskSaturated();
        _ngrams.MaskSaturated();
    }
}
