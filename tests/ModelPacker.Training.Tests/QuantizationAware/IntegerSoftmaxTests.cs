using CsCheck;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Tests.QuantizationAware;

public sealed class IntegerSoftmaxTests
{
    [Fact]
    public void Probabilities_are_those_of_the_exponentials() =>
        Gen.Select(Gen.Int[-400_000, 400_000].Array[1, 64], Gen.Double[-16, -6]).Sample((scores, exponent) =>
        {
            double step = Math.Pow(2, exponent);
            double sum = scores.Sum(score => Math.Exp((score - scores.Max()) * step));
            int[] actual = [.. scores];
            IntegerSoftmax.Run(actual, SoftmaxScale.From(step, "test"));
            for (int j = 0; j < scores.Length; j++)
            {
                double expected = Math.Exp((scores[j] - scores.Max()) * step) / sum * 32768;
                Assert.InRange(actual[j], Math.Min(expected, 32767) - 1.5, expected + 1.5);
            }
        });
}
