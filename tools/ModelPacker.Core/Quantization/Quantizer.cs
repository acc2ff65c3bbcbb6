using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>Weights and a plan into the integers of docs/numerics.md.</summary>
public static class Quantizer
{
    /// <summary>An embedding's multipliers are in 1/256.</summary>
    public const int EmbeddingUnits = 256;

    /// <summary>Logits are in 1/256 nat.</summary>
    public const int LogitUnits = 256;

    /// <param name="weights">The trained model.</param>
    /// <param name="plan">The steps of its integers.</param>
    /// <param name="temperature">Divides the sentence logits, above 0.</param>
    /// <exception cref="QuantizationException">A range of docs/numerics.md cannot be kept.</exception>
    public static QuantizedModel Quantize(ModelWeights weights, QuantizationPlan plan, double temperature = 1)
    {
        ModelConfig config = weights.Config;
        return new QuantizedModel(
            config,
            QuantizeEmbedding(weights.PieceEmbedding, plan.Pieces),
            QuantizeEmbedding(weights.NgramEmbedding, plan.Ngrams),
            EmbeddingScale(plan.Pieces, 1, plan.Residual),
            NgramScales(config.NgramRows > 0 ? plan.Ngrams : 0, plan.Residual),
            NormScale.From(config.Dim, plan.FinalNorm, "final_norm"),
            plan.PoolScale,
            [.. Enumerable.Range(0, config.Layers).Select(layer => LayerQuantizer.Quantize(weights, plan, layer))],
            SentenceHead(weights, plan, temperature),
            TagHead(weights, plan));
    }

    /// <summary>The sentence head; null where the model has none.</summary>
    public static QuantizedMatrix? SentenceHead(ModelWeights weights, QuantizationPlan plan, double temperature = 1) =>
        Head(weights.SentenceWeights, plan.Pooled, weights.FinalNorm, weights.SentenceBias, temperature / LogitUnits);

    /// <summary>The tag head; null where the model has none.</summary>
    public static QuantizedMatrix? TagHead(ModelWeights weights, QuantizationPlan plan) =>
        Head(weights.TagWeights, plan.FinalNorm, weights.FinalNorm, weights.TagBias, 1.0 / LogitUnits);

    /// <summary>The multiplier, in 1/256, of a sum of <paramref name="count"/> embedding rows of which the mean is wanted.</summary>
    public static ushort EmbeddingScale(double step, int count, double residualStep) =>
        (ushort)Math.Min(Math.Round(EmbeddingUnits * step / (count * residualStep)), ushort.MaxValue);

    private static QuantizedMatrix? Head(WeightTensor head, double inputStep, WeightTensor norm, WeightTensor bias, double outputStep) =>
        head.Rows == 0 ? null : new MatrixQuantizer(head, inputStep, norm, bias).Quantize(outputStep);

    private static sbyte[] QuantizeEmbedding(WeightTensor table, double step) =>
        Array.ConvertAll(table.Values, value => (sbyte)Math.Clamp(Math.Round(value / step), -sbyte.MaxValue, sbyte.MaxValue));

    private static ushort[] NgramScales(double step, double residualStep) =>
        [.. Enumerable.Range(0, NgramRows.MaxFeatures + 1)
            .Select(count => count == 0 ? (ushort)0 : EmbeddingScale(step, count, residualStep))];
}
