using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>Static calibration: chooses all steps of a model from its weights and from what its activations did over sample prompts.</summary>
public sealed class PlanBuilder
{
    // Prompts outside of the sample may exceed its residual range by this factor; int16 has the room.
    private const double ResidualHeadroom = 1.5;

    // Below this step of queries and keys their products could leave the softmax's range; such scores are zero in effect.
    private const double SmallestScoreStep = 1.0 / 1024;

    private const double SmallestStep = 1e-6;

    private readonly ModelWeights weights;
    private readonly ActivationRanges ranges;
    private readonly WeightFormat format;
    private readonly RangeMethod method;
    private readonly ModelConfig config;
    private double residual;

    private PlanBuilder(ModelWeights weights, ActivationRanges ranges, WeightFormat format, RangeMethod method)
    {
        this.weights = weights;
        this.ranges = ranges;
        this.format = format;
        this.method = method;
        config = weights.Config;
    }

    /// <summary>Chooses the steps.</summary>
    /// <param name="weights">The trained model.</param>
    /// <param name="ranges">What its activations did.</param>
    /// <param name="format">What the weights become; null: INT8.</param>
    /// <param name="method">Where int8 activations saturate.</param>
    /// <exception cref="QuantizationException">No prompt has shown some tensor, or its range cannot be expressed.</exception>
    public static QuantizationPlan Build(
        ModelWeights weights, ActivationRanges ranges, WeightFormat? format = null, RangeMethod method = default) =>
        new PlanBuilder(weights, ranges, format ?? WeightFormat.Int8, method).Build();

    private QuantizationPlan Build()
    {
        double pieces = TableQuantizer.Step(weights.PieceEmbedding, format.EmbeddingBits);
        double ngrams = TableQuantizer.Step(weights.NgramEmbedding, format.EmbeddingBits);
        residual = Math.Max(
            ranges.Max(ActivationKind.Residual) * ResidualHeadroom / short.MaxValue,
            Math.Max(pieces, ngrams) * TableQuantizer.ScaleUnits(format.EmbeddingBits) / ushort.MaxValue);
        LayerSteps[] layers = [.. Enumerable.Range(0, config.Layers).Select(Layer)];
        double finalNorm = NormScale.Step(Clip(ActivationKind.FinalNorm), config.Dim);
        double pooledClip = config.SentenceOutputs > 0 ? Clip(ActivationKind.Pooled) : sbyte.MaxValue * finalNorm;
        int poolScale = (int)Math.Clamp(
            Math.Round(QuantizationPlan.PoolUnits * finalNorm * sbyte.MaxValue / pooledClip), 1, QuantizedModel.MaxPoolScale);
        return new QuantizationPlan(residual, pieces, ngrams, finalNorm, poolScale, layers) { Format = format };
    }

    private LayerSteps Layer(int layer)
    {
        LayerWeights from = weights.Layers[layer];
        double attentionNorm = NormScale.Step(Clip(ActivationKind.AttentionNorm, layer), config.Dim);
        double query = Largest(
            Step(ActivationKind.RotatedQuery), LayerQuantizer.RotationUnits * Least(from.Query, attentionNorm, from.AttentionNorm), SmallestScoreStep);
        double key = Largest(
            Step(ActivationKind.RotatedKey), LayerQuantizer.RotationUnits * Least(from.Key, attentionNorm, from.AttentionNorm), SmallestScoreStep);
        double value = Largest(Step(ActivationKind.Value), Least(from.Value, attentionNorm, from.AttentionNorm));
        double attention = Largest(
            Step(ActivationKind.Attention), value / LayerQuantizer.ProbabilityUnits / QuantizedMultiplier.Limit * 1.001);
        double ffnNorm = NormScale.Step(Clip(ActivationKind.FfnNorm, layer), config.Dim);
        double gate = Largest(Step(ActivationKind.Gate), Least(from.Gate, ffnNorm, from.FfnNorm));
        double up = Largest(Step(ActivationKind.Up), Least(from.Up, ffnNorm, from.FfnNorm));
        double hidden = Largest(Step(ActivationKind.Hidden), SwigluTable.MinHiddenStep(gate, up));
        residual = Largest(residual, Least(from.Output, attention), Least(from.Down, hidden));
        return new LayerSteps(attentionNorm, query, key, value, attention, ffnNorm, gate, up, hidden);

        double Step(ActivationKind kind) => Math.Max(Clip(kind, layer) / sbyte.MaxValue, SmallestStep);
    }

    // The smallest step of a matrix's output for which no weight saturates.
    private double Least(WeightTensor matrix, double inputStep, WeightTensor? norm = null) =>
        new MatrixQuantizer(matrix, inputStep, norm, null, format.MatrixBits, format.Group).MinOutputStep();

    private double Clip(ActivationKind kind, int layer = -1) => ranges.Clip(kind, layer, method);

    private static double Largest(params ReadOnlySpan<double> steps)
    {
        double largest = 0;
        foreach (double step in steps)
        {
            largest = Math.Max(largest, step);
        }

        return largest;
    }
}
