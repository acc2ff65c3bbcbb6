using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Image;

public sealed class TransitionSectionTests
{
    private const int Tags = 5;
    private static readonly ModelConfig Config = new(8, 1, 2, 1, 4, 8, 16, false, 4, 5, 3, Tags, Transitions: true);

    [Fact]
    public void TransitionsAreRoundedSaturatedAndZeroWhereNoMoveCanBe()
    {
        var weights = new ModelWeights(Config);
        weights.TagTransitions.Row(0)[1] = 0.1f; // 1.6 units
        weights.TagTransitions.Row(1)[2] = 9;
        weights.TagTransitions.Row(3)[0] = -9;
        weights.TagTransitions.Row(0)[2] = 1; // O before I
        weights.TagTransitions.Row(1)[4] = 1; // B before another slot's I
        sbyte[] units = TransitionSection.Quantize(weights);
        Assert.Equal((2, 127, -127, 0, 0), (units[1], units[Tags + 2], units[3 * Tags], units[2], units[Tags + 4]));
        Assert.Equal(units, TransitionSection.Read(TransitionSection.Write(units)));
    }

    [Fact]
    public void AnImageHoldsTheTransitionsThatTheModelHas()
    {
        ImageReader with = ImageReader.Open(Write(Config)), without = ImageReader.Open(Write(Config with { Transitions = false }));
        Assert.Equal((true, false), (with.Config.Transitions, without.Config.Transitions));
        Assert.Equal(Tags * Tags, with.Find(SectionType.Transitions)!.Value.Length);
        Assert.Null(without.Find(SectionType.Transitions));
    }

    [Theory]
    [InlineData(24, 5, "has 24 bytes; CONF gives 25")]
    [InlineData(36, 6, "between 6 tags")]
    public void TransitionsThatDoNotFitTheTagsAreRefused(int transitions, int tags, string fault)
    {
        byte[] image = Write(Config with { Transitions = false, TagOutputs = tags }, new sbyte[transitions]);
        Assert.Contains(fault, Assert.Throws<ImageException>(() => ImageReader.Open(image)).Message);
    }

    private static byte[] Write(ModelConfig config, sbyte[]? transitions = null)
    {
        ModelWeights weights = RandomModel.Weights(config, 3);
        QuantizedModel model = Quantizer.Quantize(weights, PlanBuilder.Build(weights, RandomModel.Ranges(weights, 3)));
        model = transitions is null ? model : model with { Transitions = transitions };
        return new ModelImage(new ImageHeader(), model, null, null, null, [], "").Write();
    }
}
