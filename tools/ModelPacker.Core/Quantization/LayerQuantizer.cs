using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>One transformer layer into integers.</summary>
public static class LayerQuantizer
{
    /// <summary>Queries and keys leave their matrices in 1/128 of the step they have after rotation.</summary>
    public const int RotationUnits = 128;

    /// <summary>Probabilities are Q15.</summary>
    public const int ProbabilityUnits = 1 << 15;

    /// <summary>Layer <paramref name="layer"/> of a model.</summary>
    /// <exception cref="QuantizationException">A range of docs/numerics.md cannot be kept.</exception>
    public static QuantizedLayer Quantize(ModelWeights weights, QuantizationPlan plan, int layer)
    {
        ModelConfig config = weights.Config;
        string name = $"layers.{layer}";
        LayerWeights from = weights.Layers[layer];
        LayerSteps steps = plan.Layers[layer];
        var swiglu = new SwigluTable(steps.Gate, steps.Up, steps.Hidden);
        return new QuantizedLayer(
            Matrix(from.Query, steps.AttentionNorm, steps.Query / RotationUnits, from.AttentionNorm),
            Matrix(from.Key, steps.AttentionNorm, steps.Key / RotationUnits, from.AttentionNorm),
            Matrix(from.Value, steps.AttentionNorm, steps.Value, from.AttentionNorm),
            Matrix(from.Output, steps.Attention, plan.Residual),
            Matrix(from.Gate, steps.FfnNorm, steps.Gate, from.FfnNorm),
            Matrix(from.Up, steps.FfnNorm, steps.Up, from.FfnNorm),
            Matrix(from.Down, steps.Hidden, plan.Residual),
            NormScale.From(config.Dim, steps.AttentionNorm, name + ".attention_norm"),
            NormScale.From(config.Dim, steps.FfnNorm, name + ".ffn_norm"),
            SoftmaxScale.From(steps.Query * steps.Key / Math.Sqrt(config.HeadDim), name + ".attention"),
            QuantizedMultiplier.From(steps.Value / (ProbabilityUnits * steps.Attention), name + ".attention"),
            swiglu.Shift,
            swiglu.Values);

        QuantizedMatrix Matrix(WeightTensor matrix, double inputStep, double outputStep, WeightTensor? norm = null) =>
            new MatrixQuantizer(matrix, inputStep, norm, null, plan.Format.MatrixBits, plan.Format.Group).Quantize(outputStep);
    }
}
