using ModelPacker.Training.Network;

namespace ModelPacker.Training.Tests.Network;

public sealed class CrossEntropyTests
{
    [Fact]
    public void The_loss_is_the_expected_surprise_of_the_smoothed_target()
    {
        var gradient = new float[3];
        double loss = new CrossEntropy(0.3f).Group([MathF.Log(0.2f), MathF.Log(0.5f), MathF.Log(0.3f)], 1, 2, gradient);
        Assert.Equal(-2 * ((0.1 * Math.Log(0.2)) + (0.8 * Math.Log(0.5)) + (0.1 * Math.Log(0.3))), loss, 1e-5);
        Assert.Equal(2 * (0.2 - 0.1), gradient[0], 1e-5);
        Assert.Equal(2 * (0.5 - 0.8), gradient[1], 1e-5);
    }

    [Fact]
    public void Without_smoothing_a_sure_and_right_output_costs_nothing()
    {
        Assert.Equal(0, new CrossEntropy(0).Group([0, 60, 0], 1, 1, new float[3]), 1e-6);
        Assert.True(double.IsFinite(new CrossEntropy(0).Group([0, 300, 0], 0, 1, new float[3])));
    }

    [Fact]
    public void An_ignored_target_has_neither_loss_nor_gradient()
    {
        float[] gradient = [1, 1];
        Assert.Equal(0, new CrossEntropy(0.1f).Group([3, 4], CrossEntropy.Ignored, 1, gradient));
        Assert.Equal([0, 0], gradient);
    }
}
