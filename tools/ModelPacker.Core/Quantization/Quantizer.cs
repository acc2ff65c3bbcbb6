using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>Static INT8 post-training quantisation of a command model to docs/numerics.md.</summary>
public static class Quantizer
{
    // Prompts outside of the sample may exceed its residual range by this factor; int16 has the room.
    private const double ResidualHeadroom = 1.5;
    private const double EmbeddingUnits = 256;
    private const double LogitUnits = 256;
    private const int PoolUnits = 1 << 16;

    /// <param name="weights">The trained model.</param>
    /// <param name="ranges">What its activations did over sample prompts.</param>
    /// <param name="temperature">Divides the sentence logits, above 0.</param>
    /// <exception cref="QuantizationException">A range of docs/numerics.md cannot be kept.</exception>
    public static QuantizedModel Quantize(ModelWeights weights, ActivationRanges ranges, double temperature = 1)
    {
        ModelConfig config = weights.Config;
        LayerQuantizer[] layers = [.. Enumerable.Range(0, config.Layers).Select(i => new LayerQuantizer(weights, ranges, i))];
        double pieceStep = EmbeddingStep(weights.PieceEmbedding);
        double ngramStep = EmbeddingStep(weights.NgramEmbedding);
        double residualStep = Math.Max(
            Math.Max(ranges.Max(ActivationKind.Residual) * ResidualHeadroom / short.MaxValue, layers.Max(layer => layer.MinResidualStep)),
            Math.Max(pieceStep, ngramStep) * EmbeddingUnits / ushort.MaxValue);

        double normStep = NormScale.Step(ranges.Clip(ActivationKind.FinalNorm), config.Dim);
        double pooledClip = config.SentenceOutputs > 0 ? ranges.Clip(ActivationKind.Pooled) : sbyte.MaxValue * normStep;
        int poolScale = (int)Math.Clamp(Math.Round(PoolUnits * normStep * sbyte.MaxValue / pooledClip), 1, QuantizedModel.MaxPoolScale);
        double pooledStep = PoolUnits * normStep / poolScale;

        return new QuantizedModel(
            config,
            QuantizeEmbedding(weights.PieceEmbedding, pieceStep),
            QuantizeEmbedding(weights.NgramEmbedding, ngramStep),
            EmbeddingScale(pieceStep, 1, residualStep),
            NgramScales(config.NgramRows > 0 ? ngramStep : 0, residualStep),
            NormScale.From(config.Dim, normStep, "final_norm"),
            poolScale,
            [.. layers.Select(layer => layer.Quantize(residualStep))],
            Head(weights.SentenceWeights, pooledStep, weights.FinalNorm, weights.SentenceBias, temperature / LogitUnits),
            Head(weights.TagWeights, normStep, weights.FinalNorm, weights.TagBias, 1 / LogitUnits));
    }

    private static QuantizedMatrix? Head(WeightTensor head, double inputStep, WeightTensor norm, WeightTensor bias, double outputStep) =>
        head.Rows == 0 ? null : new MatrixQuantizer(head, inputStep, norm, bias).Quantize(outputStep);

    private static double EmbeddingStep(WeightTensor table)
    {
        var histogram = new Histogram();
        histogram.Add(table.Values);
        return Math.Max(histogram.BestClip(sbyte.MaxValue) / sbyte.MaxValue, 1e-9);
    }

    private static sbyte[] QuantizeEmbedding(WeightTensor table, double step) =>
        Array.ConvertAll(table.Values, value => (sbyte)Math.Clamp(Math.Round(value / step), -sbyte.MaxValue, sbyte.MaxValue));

    private static ushort EmbeddingScale(double step, int count, double residualStep) =>
        (ushort)Math.Min(Math.Round(EmbeddingUnits * step / (count * residualStep)), ushort.MaxValue);

    private static ushort[] NgramScales(double step, double residualStep) =>
        [.. Enumerable.Range(0, NgramRows.MaxFeatures + 1)
            .Select(count => count == 0 ? (ushort)0 : EmbeddingScale(step, count, residualStep))];
}
