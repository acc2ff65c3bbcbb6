using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Tests.Distillation;

public sealed class SoftCrossEntropyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Its_gradient_is_that_of_its_loss(float temperature)
    {
        var loss = new SoftCrossEntropy(temperature);
        Matrix logits = GradientCheck.Random(1, 9, 3), target = GradientCheck.Random(1, 9, 4), gradient = new(9, 1), unused = new(9, 1);
        loss.Add(logits.Values, target.Values, 0.6f, gradient.Values);
        GradientCheck.Verify("soft cross-entropy", () => loss.Add(logits.Values, target.Values, 0.6f, unused.Values), logits.Values, gradient.Values);
    }

    [Fact]
    public void It_is_the_divergence_of_the_softened_distributions_times_the_square_of_the_temperature()
    {
        // Softened by 2 they are (1/4, 3/4) and (1/2, 1/2).
        float[] student = [0, 0], teacher = [0, 2 * MathF.Log(3)], gradient = [10, 20];
        double expected = 4 * ((0.25 * Math.Log(0.5)) + (0.75 * Math.Log(1.5)));
        Assert.Equal(expected, new SoftCrossEntropy(2).Add(student, teacher, 1, gradient), 1e-6);
        Assert.Equal([10.5f, 19.5f], gradient, (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void A_student_that_agrees_has_nothing_to_learn()
    {
        float[] logits = [1, -2, 3], same = [11, 8, 13], gradient = new float[3];
        Assert.Equal(0, new SoftCrossEntropy(2).Add(logits, same, 1, gradient), 1e-6);
        Assert.All(gradient, value => Assert.Equal(0, value, 1e-6f));
    }
}
