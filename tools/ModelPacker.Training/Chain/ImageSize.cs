using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Optimization;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Chain;

/// <summary>How large an image gets, found by making one.</summary>
public static class ImageSize
{
    // What packing adds when all is known: canary prompts and provenance.
    private const int Reserve = 3 * 1024;

    // Texts that give every activation some range.
    private const int RangeTexts = 8;

    /// <summary>The bytes of a checkpoint's image, and a little more. Where the checkpoint has no plan, its weights become INT8.</summary>
    public static long Of(Checkpoint checkpoint) => Measure(checkpoint, WeightFormat.Int8, WeightOrder.Rows);

    /// <summary>The bytes of the image of a model that is yet to be trained, and a little more.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="pieces">Its subwords, as many as the shape says.</param>
    /// <param name="schema">What it shall tell apart.</param>
    /// <param name="format">What its weights will become.</param>
    /// <param name="order">The order that they will have.</param>
    public static long Of(
        ModelConfig config, IReadOnlyList<string> pieces, Schema schema, WeightFormat format, WeightOrder order = WeightOrder.Rows)
    {
        var weights = new ModelWeights(config);
        WeightInitializer.Fill(weights, 1);
        return Measure(new Checkpoint(weights, pieces, schema, new Dictionary<string, string>()), format, order);
    }

    private static long Measure(Checkpoint checkpoint, WeightFormat format, WeightOrder order)
    {
        string[] texts = [.. checkpoint.Samples.Take(RangeTexts).Select(sample => sample.Text), "a", "turn on the light"];
        QuantizationPlan plan = checkpoint.Plan ?? PlanBuilder.Build(checkpoint.Weights, RangeSampling.Observe(checkpoint, texts), format);
        return PlannedImage.Write(checkpoint with { Plan = plan }, order).Length + Reserve;
    }
}
