using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>One transformer layer into integers.</summary>
public static class LayerQuantizer
{
    /// <summary>Queries and keys leave their matrices in 1/128 of the step they have after rotation.</summary>
    public const int RotationUnits = 128;

    /// <summary>Probabilities are Q15.</summary>
    public const int ProbabilityUnits = 1 << 15;

    /// <summary>The matrices of layer <paramref name="layer"/> with the steps of their inputs and outputs.</summary>
    public static LayerMatrices Matrices(ModelWeights weights, QuantizationPlan plan, int layer)
    {
        LayerWeights from = weights.Layers[layer];
        LayerSteps steps = plan.Layers[layer];
        return new LayerMatrices(
            Matrix(from.Query, steps.AttentionNorm, steps.Query / RotationUnits, from.AttentionNorm),
            Matrix(from.Key, steps.AttentionNorm, steps.Key / RotationUnits, from.AttentionNorm),
            Matrix(from.Value, steps.AttentionNorm, steps.Value, from.AttentionNorm),
            Matrix(from.Output, steps.Attention, plan.Residual),
            Matrix(from.Gate, steps.FfnNorm, steps.Gate, from.FfnNorm),
            Matrix(from.Up, steps.FfnNorm, steps.Up, from.FfnNorm),
            Matrix(from.Down, steps.Hidden, plan.Residual));

        MatrixPlan Matrix(WeightTensor matrix, double inputStep, double outputStep, WeightTensor? norm = null) =>
            new(matrix, inputStep, outputStep, norm) { Bits = plan.Format.MatrixBits, Group = plan.Format.Group };
    }

    /// <summary>Layer <paramref name="layer"/> of a model.</summary>
    /// <exception cref="QuantizationException">A range of docs/numerics.md cannot be kept.</exception>
    public static QuantizedLayer Quantize(ModelWeights weights, QuantizationPlan plan, int layer)
    {
        LayerMatrices matrices = Matrices(weights, plan, layer);
        LayerSteps steps = plan.Layers[layer];
        ModelConfig config = weights.Config;
        string name = $"layers.{layer}";
        var swiglu = new SwigluTable(steps.Gate, steps.Up, steps.Hidden);
        return new QuantizedLayer(
            matrices.Query.Quantize(), matrices.Key.Quantize(), matrices.Value.Quantize(), matrices.Output.Quantize(),
            matrices.Gate.Quantize(), matrices.Up.Quantize(), matrices.Down.Quantize(),
            NormScale.From(config.Dim, steps.AttentionNorm, name + ".attention_norm"),
            NormScale.From(config.Dim, steps.FfnNorm, name + ".ffn_norm"),
            Softmax(steps, config.HeadDim, name),
            AttentionOutput(steps, name),
            swiglu.Shift,
            swiglu.Values);
    }

    /// <summary>The softmax over products of integer queries and keys.</summary>
    public static SoftmaxScale Softmax(LayerSteps steps, int headDim, string name) =>
        SoftmaxScale.From(steps.Query * steps.Key / Math.Sqrt(headDim), name + ".attention");

    /// <summary>From sums of Q15 probabilities times values to the attention's output.</summary>
    public static QuantizedMultiplier AttentionOutput(LayerSteps steps, string name) =>
        QuantizedMultiplier.From(steps.Value / (ProbabilityUnits * steps.Attention), name + ".attention");
}
