using CsCheck;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Quantization;

public class ScaleTests
{
    [Fact]
    public void AMultiplierStandsForItsReal() => Gen.Double[-31.9, -1.0001].Sample(exponent =>
    {
        double real = Math.Pow(2, exponent);
        QuantizedMultiplier factor = QuantizedMultiplier.From(real, "test");
        Assert.True(factor.Multiplier >= 1 << 30);
        Assert.InRange(factor.Shift, -31, -1);
        Assert.Equal(1, factor.Real / real, 1e-9);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-0.25)]
    [InlineData(0.5)]
    [InlineData(0.4999999999999)]
    [InlineData(1e-10)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void OtherRealsAreRefused(double real) =>
        Assert.Contains("tensor x", Assert.Throws<QuantizationException>(() => QuantizedMultiplier.From(real, "tensor x")).Message);

    [Fact]
    public void ANormScaleStandsForItsStep() => Gen.Select(Gen.Int[1, 1024], Gen.Double[0.3, 12]).Sample((quarter, clip) =>
    {
        int dim = 4 * quarter;
        double step = NormScale.Step(clip, dim);
        NormScale scale = NormScale.From(dim, step, "test");
        Assert.InRange(scale.Gain, 1 << 29, (1 << 30) - 1);
        Assert.InRange(scale.Shift, 16, 25);
        Assert.Equal(Math.Sqrt(dim) / step, scale.Gain / Math.Pow(2, scale.Shift), 1e-4);
    });

    [Fact]
    public void LogitsHaveTheSoftmaxOfTheSpecification() =>
        Assert.Equal(new SoftmaxScale(1 << 30, 19, -3968), SoftmaxScale.From(1 / 256.0, "logits"));

    [Fact]
    public void TheSoftmaxCoversItsRange()
    {
        Assert.Equal(0, SoftmaxScale.From(Math.ScaleB(1, -27), "least").Shift);
        SoftmaxScale largest = SoftmaxScale.From(15.9, "largest");
        Assert.Equal((30, -1), (largest.Shift, largest.DiffMin));
        Assert.Throws<QuantizationException>(() => SoftmaxScale.From(16, "beyond"));
        Assert.Throws<QuantizationException>(() => SoftmaxScale.From(Math.ScaleB(0.99, -27), "below"));
    }
}
