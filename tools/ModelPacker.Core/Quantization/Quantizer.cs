using ModelPacker.Core.Image;
using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>Weights and a plan into the integers of docs/numerics.md.</summary>
public static class Quantizer
{
    /// <summary>Logits are in 1/256 nat.</summary>
    public const int LogitUnits = 256;

    /// <param name="weights">The trained model.</param>
    /// <param name="plan">The steps of its integers.</param>
    /// <param name="temperature">Divides the sentence logits, above 0.</param>
    /// <exception cref="QuantizationException">A range of docs/numerics.md cannot be kept.</exception>
    public static QuantizedModel Quantize(ModelWeights weights, QuantizationPlan plan, double temperature = 1)
    {
        ModelConfig config = weights.Config;
        int bits = plan.Format.EmbeddingBits;
        return new QuantizedModel(
            config,
            TableQuantizer.Quantize(weights.PieceEmbedding, plan.Pieces, bits),
            TableQuantizer.Quantize(weights.NgramEmbedding, plan.Ngrams, bits),
            EmbeddingScale(plan.Pieces, plan.Residual, bits),
            NgramScales(config.NgramRows > 0 ? plan.Ngrams : 0, plan.Residual, bits),
            NormScale.From(config.Dim, plan.FinalNorm, "final_norm"),
            plan.PoolScale,
            [.. Enumerable.Range(0, config.Layers).Select(layer => LayerQuantizer.Quantize(weights, plan, layer))],
            config.SentenceOutputs > 0 ? SentenceHead(weights, plan, temperature).Quantize() : null,
            config.TagOutputs > 0 ? TagHead(weights, plan).Quantize() : null,
            TransitionSection.Quantize(weights));
    }

    /// <summary>The sentence head.</summary>
    public static MatrixPlan SentenceHead(ModelWeights weights, QuantizationPlan plan, double temperature = 1) =>
        new(weights.SentenceWeights, plan.Pooled, temperature / LogitUnits, weights.FinalNorm, weights.SentenceBias);

    /// <summary>The tag head.</summary>
    public static MatrixPlan TagHead(ModelWeights weights, QuantizationPlan plan) =>
        new(weights.TagWeights, plan.FinalNorm, 1.0 / LogitUnits, weights.FinalNorm, weights.TagBias);

    /// <summary>The multiplier, in units of <see cref="TableQuantizer.ScaleUnits"/>, of a sum of embedding rows.</summary>
    public static ushort EmbeddingScale(double step, double residualStep, int bits = 8) =>
        (ushort)Math.Min(Math.Round(TableQuantizer.ScaleUnits(bits) * step / residualStep), ushort.MaxValue);

    private static ushort[] NgramScales(double step, double residualStep, int bits) =>
        [.. Enumerable.Range(0, NgramRows.MaxFeatures + 1)
            .Select(count => count == 0 ? (ushort)0 : EmbeddingScale(step, residualStep, bits))];
}
