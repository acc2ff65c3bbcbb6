using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>Quantisation without training: the steps are chosen from what the model does over sample texts.</summary>
public static class StaticQuantization
{
    /// <summary>The model with its norms folded into the matrices and a plan of steps, which packing then follows.</summary>
    /// <param name="checkpoint">A float model; a plan that it has is replaced.</param>
    /// <param name="texts">What the model will read, or the like.</param>
    /// <param name="format">What the weights become.</param>
    /// <param name="method">Where int8 activations saturate.</param>
    /// <exception cref="InvalidDataException">All texts are too long for the model.</exception>
    /// <exception cref="QuantizationException">The model is beyond the engine's ranges.</exception>
    public static Checkpoint Calibrate(Checkpoint checkpoint, IReadOnlyList<string> texts, WeightFormat format, RangeMethod method = default)
    {
        var folded = new Checkpoint(FoldedNorms.Fold(checkpoint.Weights), checkpoint.Pieces, checkpoint.Schema, checkpoint.Provenance)
        {
            Samples = checkpoint.Samples,
        };
        return folded with { Plan = PlanBuilder.Build(folded.Weights, RangeSampling.Observe(folded, texts), format, method) };
    }
}
