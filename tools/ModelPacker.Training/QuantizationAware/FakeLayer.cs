using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>The roundings of one transformer layer.</summary>
internal sealed class FakeLayer
{
    /// <summary>Those of layer <paramref name="layer"/>.</summary>
    public FakeLayer(ModelWeights weights, QuantizationPlan plan, int layer, FakeRope rope)
    {
        ModelConfig config = weights.Config;
        string name = $"layers.{layer}";
        LayerMatrices matrices = LayerQuantizer.Matrices(weights, plan, layer);
        Steps = plan.Layers[layer];
        Rope = rope;
        AttentionNorm = new FakeNorm(config.Dim, plan.Residual, Steps.AttentionNorm, name + ".attention_norm");
        FfnNorm = new FakeNorm(config.Dim, plan.Residual, Steps.FfnNorm, name + ".ffn_norm");
        (Query, Key) = (new FakeMatrix(matrices.Query, 16), new FakeMatrix(matrices.Key, 16));
        (Value, Output) = (new FakeMatrix(matrices.Value, 8), new FakeMatrix(matrices.Output, 16));
        (Gate, Up, Down) = (new FakeMatrix(matrices.Gate, 8), new FakeMatrix(matrices.Up, 8), new FakeMatrix(matrices.Down, 16));
        Attention = new FakeAttention(Steps, config, name);
        SwiGlu = new FakeSwiGlu(Steps);
    }

    public LayerSteps Steps { get; }

    public FakeNorm AttentionNorm { get; }

    public FakeMatrix Query { get; }

    public FakeMatrix Key { get; }

    public FakeRope Rope { get; }

    public FakeMatrix Value { get; }

    public FakeAttention Attention { get; }

    public FakeMatrix Output { get; }

    public FakeNorm FfnNorm { get; }

    public FakeMatrix Gate { get; }

    public FakeMatrix Up { get; }

    public FakeSwiGlu SwiGlu { get; }

    public FakeMatrix Down { get; }

    /// <summary>All matrices.</summary>
    public IReadOnlyList<FakeMatrix> Matrices => [Query, Key, Value, Output, Gate, Up, Down];
}
