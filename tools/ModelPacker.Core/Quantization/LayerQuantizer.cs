using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>
/// One transformer layer on its way into integers. Its steps are chosen first, since the residual's step depends on all layers.
/// </summary>
internal sealed class LayerQuantizer
{
    // Queries and keys leave their matrices in 1/128 of the step they have after rotation.
    private const int RotationUnits = 128;

    // Below this step of queries and keys their products could leave the softmax's range; such scores are zero in effect.
    private const double SmallestScoreStep = 1.0 / 1024;

    private const double SmallestStep = 1e-6;
    private const int ProbabilityUnits = 1 << 15;

    private readonly string name;
    private readonly ModelConfig config;
    private readonly MatrixQuantizer query;
    private readonly MatrixQuantizer key;
    private readonly MatrixQuantizer value;
    private readonly MatrixQuantizer output;
    private readonly MatrixQuantizer gate;
    private readonly MatrixQuantizer up;
    private readonly MatrixQuantizer down;
    private readonly double attentionNormStep;
    private readonly double queryStep;
    private readonly double keyStep;
    private readonly double valueStep;
    private readonly double attentionStep;
    private readonly double ffnNormStep;
    private readonly double gateStep;
    private readonly double upStep;
    private readonly double hiddenStep;
    private readonly SwigluTable swiglu;

    public LayerQuantizer(ModelWeights weights, ActivationRanges ranges, int layer)
    {
        config = weights.Config;
        name = $"layers.{layer}";
        LayerWeights from = weights.Layers[layer];

        attentionNormStep = NormScale.Step(ranges.Clip(ActivationKind.AttentionNorm, layer), config.Dim);
        query = new MatrixQuantizer(from.Query, attentionNormStep, from.AttentionNorm);
        key = new MatrixQuantizer(from.Key, attentionNormStep, from.AttentionNorm);
        value = new MatrixQuantizer(from.Value, attentionNormStep, from.AttentionNorm);
        queryStep = Largest(Step(ActivationKind.RotatedQuery), RotationUnits * query.MinOutputStep(), SmallestScoreStep);
        keyStep = Largest(Step(ActivationKind.RotatedKey), RotationUnits * key.MinOutputStep(), SmallestScoreStep);
        valueStep = Largest(Step(ActivationKind.Value), value.MinOutputStep());
        attentionStep = Largest(Step(ActivationKind.Attention), valueStep / ProbabilityUnits / QuantizedMultiplier.Limit * 1.001);
        output = new MatrixQuantizer(from.Output, attentionStep);

        ffnNormStep = NormScale.Step(ranges.Clip(ActivationKind.FfnNorm, layer), config.Dim);
        gate = new MatrixQuantizer(from.Gate, ffnNormStep, from.FfnNorm);
        up = new MatrixQuantizer(from.Up, ffnNormStep, from.FfnNorm);
        gateStep = Largest(Step(ActivationKind.Gate), gate.MinOutputStep());
        upStep = Largest(Step(ActivationKind.Up), up.MinOutputStep());
        hiddenStep = Largest(Step(ActivationKind.Hidden), SwigluTable.MinHiddenStep(gateStep, upStep));
        swiglu = new SwigluTable(gateStep, upStep, hiddenStep);
        down = new MatrixQuantizer(from.Down, hiddenStep);

        double Step(ActivationKind kind) => Math.Max(ranges.Clip(kind, layer) / sbyte.MaxValue, SmallestStep);
    }

    /// <summary>Smallest step of the residual stream that this layer's two additions can express.</summary>
    public double MinResidualStep => Math.Max(output.MinOutputStep(), down.MinOutputStep());

    public QuantizedLayer Quantize(double residualStep) => new(
        query.Quantize(queryStep / RotationUnits),
        key.Quantize(keyStep / RotationUnits),
        value.Quantize(valueStep),
        output.Quantize(residualStep),
        gate.Quantize(gateStep),
        up.Quantize(upStep),
        down.Quantize(residualStep),
        NormScale.From(config.Dim, attentionNormStep, name + ".attention_norm"),
        NormScale.From(config.Dim, ffnNormStep, name + ".ffn_norm"),
        SoftmaxScale.From(queryStep * keyStep / Math.Sqrt(config.HeadDim), name + ".attention"),
        QuantizedMultiplier.From(valueStep / (ProbabilityUnits * attentionStep), name + ".attention"),
        swiglu.Shift,
        swiglu.Values);

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
