using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Quantization;

public class ActivationRangesTests
{
    private readonly ModelWeights weights = new(new ModelConfig(4, 2, 1, 1, 4, 4, 4, false, 4, 0, 1, 1));

    [Fact]
    public void NormOutputsCountWithoutTheNormsWeights()
    {
        weights.Layers[1].AttentionNorm.Values.AsSpan().Fill(2);
        weights.Layers[1].AttentionNorm.Values[3] = 0;
        var ranges = new ActivationRanges(weights);
        ranges.Observe(ActivationKind.AttentionNorm, 1, [1, -6, 2, 0]);
        Assert.Equal(3, ranges.Max(ActivationKind.AttentionNorm, 1));
    }

    [Fact]
    public void TheResidualHasOneRangeForAllLayers()
    {
        var ranges = new ActivationRanges(weights);
        ranges.Observe(ActivationKind.Residual, -1, [1, 2]);
        ranges.Observe(ActivationKind.Residual, 1, [-8, 2]);
        Assert.Equal(8, ranges.Max(ActivationKind.Residual));
    }

    [Fact]
    public void ErrorsOfRoundingDoNotShowInARange()
    {
        ActivationRanges first = new(weights), second = new(weights);
        first.Observe(ActivationKind.Gate, 0, [3.21f]);
        second.Observe(ActivationKind.Gate, 0, [MathF.BitIncrement(3.21f)]);
        Assert.Equal(first.Max(ActivationKind.Gate, 0), second.Max(ActivationKind.Gate, 0));
        Assert.InRange(first.Max(ActivationKind.Gate, 0), 3.21, 3.25);
    }

    [Fact]
    public void ATensorThatNoPromptShowedIsNamed()
    {
        var error = Assert.Throws<QuantizationException>(() => new ActivationRanges(weights).Max(ActivationKind.Hidden, 1));
        Assert.Contains("Hidden in layer 1", error.Message);
    }
}
