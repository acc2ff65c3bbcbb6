using CsCheck;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Tests.QuantizationAware;

public sealed class FakeRoundingTests
{
    [Fact]
    public void Requantising_gives_the_engines_integers() =>
        Gen.Select(Gen.Int[-200_000, 200_000].Array[1, 40], Gen.Double[-16, -7], Gen.Double[1e-3, 1]).Sample((sums, exponent, step) =>
        {
            QuantizedMultiplier factor = QuantizedMultiplier.From(Math.Pow(2, exponent), "test");
            double unit = factor.Real * step;
            float[] values = [.. sums.Select(sum => (float)(sum * unit))];
            float[] accumulator = [.. sums.Select(_ => (float)(1 / unit))];
            (float first, float rest) = FakeRounding.Split(factor);
            float[] high = [.. sums.Select(_ => first)], low = [.. sums.Select(_ => rest)], back = [.. sums.Select(_ => MathF.ScaleB(1, factor.Shift))];
            FakeRounding.Requantize(values, accumulator, high, low, back, (float)step, sbyte.MinValue, sbyte.MaxValue);
            for (int i = 0; i < sums.Length; i++) Assert.Equal(Requant(sums[i], factor), (int)MathF.Round(values[i] / (float)step));
        });

    [Fact]
    public void Halves_are_rounded_up()
    {
        float[] values = [-5, -3, -1, 1, 3, 5, 127, 1000, -1000, 0.99f, -0.99f];
        FakeRounding.HalvesUp(values, 0.5f, 0.25f, -128, 127);
        Assert.Equal([-0.5f, -0.25f, 0, 0.25f, 0.5f, 0.75f, 16, 31.75f, -32, 0, 0], values);
    }

    [Fact]
    public void The_gradient_is_that_of_the_identity_within_the_range_and_zero_beyond()
    {
        const float Step = 0.25f;
        Matrix x = GradientCheck.Random(9, 13, 1), direction = GradientCheck.Random(9, 13, 2), y = new(13), gradient = new(13);
        for (int i = 0; i < x.Values.Length; i++) x.Values[i] *= 30;
        x.Values.CopyTo(y.Resize(9).Values);
        FakeRounding.HalvesUp(y.Values, 1 / Step, Step, sbyte.MinValue, sbyte.MaxValue);
        direction.Values.CopyTo(gradient.Resize(9).Values);
        FakeRounding.MaskSaturated(gradient, y, Step);
        Assert.Contains(0f, gradient.Values.ToArray());
        GradientCheck.Verify("x", Surrogate, x.Values, gradient.Values);

        // What rounding stands for in the estimator: its argument, clipped where the integer saturates.
        double Surrogate()
        {
            double sum = 0;
            for (int i = 0; i < x.Values.Length; i++) sum += direction.Values[i] * Math.Clamp((double)x.Values[i], -127.5 * Step, 126.5 * Step);
            return sum;
        }
    }

    private static int Requant(int value, QuantizedMultiplier factor)
    {
        long high = (((long)value * factor.Multiplier) + (1L << 30)) >> 31;
        double divided = Math.ScaleB(high, factor.Shift);
        return (int)Math.Clamp(Math.Round(divided, MidpointRounding.AwayFromZero), sbyte.MinValue, sbyte.MaxValue);
    }
}
