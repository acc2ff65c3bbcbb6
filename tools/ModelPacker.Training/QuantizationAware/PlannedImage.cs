using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>The image of a checkpoint that has a plan, before its confidence is calibrated.</summary>
public static class PlannedImage
{
    /// <summary>The image's bytes: raw confidence, no threshold, no canary prompts.</summary>
    /// <param name="checkpoint">A model with a plan.</param>
    /// <param name="order">Of the weights.</param>
    /// <exception cref="ArgumentException">The checkpoint has no plan.</exception>
    /// <exception cref="QuantizationException">Weights and plan do not fit each other.</exception>
    public static byte[] Write(Checkpoint checkpoint, WeightOrder order = WeightOrder.Rows)
    {
        QuantizationPlan plan = checkpoint.Plan ?? throw new ArgumentException("the checkpoint has no quantisation plan", nameof(checkpoint));
        byte[] tokenizer = TrieBuilder.Build(checkpoint.Pieces, Checkpoint.UnknownPiece, Checkpoint.EndPiece);
        QuantizedModel integers = Quantizer.Quantize(checkpoint.Weights, plan);
        return new ModelImage(new ImageHeader(), integers, tokenizer, checkpoint.Schema, CalibrationSection.Identity, [], "") { Order = order }.Write();
    }
}
