using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Reports;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Chain;

/// <summary>How far each activation of a quantised model reaches, and where its integers end.</summary>
public static class RangeTable
{
    /// <summary>The ranges over the checkpoint's samples, first layer to last.</summary>
    /// <param name="checkpoint">A model with a plan and samples.</param>
    /// <exception cref="ArgumentException">It has no plan.</exception>
    public static IReadOnlyList<LayerRange> Of(Checkpoint checkpoint)
    {
        QuantizationPlan plan = checkpoint.Plan ?? throw new ArgumentException("a model without a plan has no steps to show", nameof(checkpoint));
        ActivationRanges ranges = RangeSampling.Observe(checkpoint, [.. checkpoint.Samples.Select(sample => sample.Text)]);
        return
        [
            new("residual", ranges.Max(ActivationKind.Residual), short.MaxValue * plan.Residual),
            .. plan.Layers.SelectMany((steps, layer) => OfLayer(ranges, steps, layer)),
            new("final norm", ranges.Max(ActivationKind.FinalNorm), sbyte.MaxValue * plan.FinalNorm),
            new("pooled", ranges.Max(ActivationKind.Pooled), sbyte.MaxValue * plan.Pooled),
        ];
    }

    private static IEnumerable<LayerRange> OfLayer(ActivationRanges ranges, LayerSteps steps, int layer) =>
        new (string Name, ActivationKind Kind, double Step)[]
        {
            ("attention norm", ActivationKind.AttentionNorm, steps.AttentionNorm), ("query", ActivationKind.RotatedQuery, steps.Query),
            ("key", ActivationKind.RotatedKey, steps.Key), ("value", ActivationKind.Value, steps.Value),
            ("attention", ActivationKind.Attention, steps.Attention), ("feed-forward norm", ActivationKind.FfnNorm, steps.FfnNorm),
            ("gate", ActivationKind.Gate, steps.Gate), ("up", ActivationKind.Up, steps.Up), ("hidden", ActivationKind.Hidden, steps.Hidden),
        }.Select(tensor => new LayerRange($"{layer} {tensor.Name}", ranges.Max(tensor.Kind, layer), sbyte.MaxValue * tensor.Step));
}
