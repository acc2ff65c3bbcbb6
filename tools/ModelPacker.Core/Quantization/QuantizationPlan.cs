using System.Text.Json.Serialization;
using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>
/// All steps of a model's integers that do not follow from its weights alone; a step is the real value of one unit. With the weights it
/// determines the packed image. Made by <see cref="PlanBuilder"/>; quantisation-aware training keeps it fixed and a checkpoint carries it.
/// </summary>
/// <param name="Residual">Step of the int16 residual stream.</param>
/// <param name="Pieces">Step of the piece embedding.</param>
/// <param name="Ngrams">Step of the n-gram embedding.</param>
/// <param name="FinalNorm">Step of the final norm's int8 output.</param>
/// <param name="PoolScale">2^16 times <paramref name="FinalNorm"/> over the step of the pooled vector, in [1, 2^23).</param>
/// <param name="Layers">Steps within each layer.</param>
public sealed record QuantizationPlan(
    double Residual, double Pieces, double Ngrams, double FinalNorm, int PoolScale, IReadOnlyList<LayerSteps> Layers)
{
    /// <summary>Units of <see cref="PoolScale"/>.</summary>
    public const int PoolUnits = 1 << 16;

    /// <summary>Step of the pooled vector, the sentence head's int8 input.</summary>
    [JsonIgnore]
    public double Pooled => PoolUnits * FinalNorm / PoolScale;

    /// <summary>How weights become integers.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Int8;

    /// <exception cref="ArgumentException">The plan is not one for a model of this shape.</exception>
    public void Validate(ModelConfig config)
    {
        double[] steps = [Residual, Pieces, Ngrams, FinalNorm, .. Layers.SelectMany(layer => layer.All)];
        Require(Layers.Count == config.Layers, $"it has {Layers.Count} layers, but the model {config.Layers}");
        Require(steps.All(step => step > 0 && double.IsFinite(step)), "a step is not positive and finite");
        Require(PoolScale is >= 1 and <= QuantizedModel.MaxPoolScale, $"the pool scale {PoolScale} is not in [1, {QuantizedModel.MaxPoolScale}]");
        Require(Format.MatrixBits is 4 or 8 && Format.EmbeddingBits is 4 or 8 && Format.Group >= 0, $"{Format} is unknown");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException($"quantisation plan: {otherwise}");
    }
}

/// <summary>Steps of a transformer layer's int8 tensors; those of queries and keys hold after rotation.</summary>
public sealed record LayerSteps(
    double AttentionNorm, double Query, double Key, double Value, double Attention, double FfnNorm, double Gate, double Up, double Hidden)
{
    internal IReadOnlyList<double> All => [AttentionNorm, Query, Key, Value, Attention, FfnNorm, Gate, Up, Hidden];
}

/// <summary>Widths of the integers that weights become.</summary>
/// <param name="MatrixBits">Of the layers' matrices: 8 or 4. Heads have 8.</param>
/// <param name="EmbeddingBits">Of the embeddings' rows: 8 or 4.</param>
/// <param name="Group">Columns of a 4-bit matrix row that share a scale; 0: all of them.</param>
public sealed record WeightFormat(int MatrixBits, int EmbeddingBits, int Group)
{
    /// <summary>8 bits everywhere.</summary>
    public static readonly WeightFormat Int8 = new(8, 8, 0);
}
