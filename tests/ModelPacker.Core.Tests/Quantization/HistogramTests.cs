using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Quantization;

public class HistogramTests
{
    [Fact]
    public void EvenlySpreadValuesAreHardlyClipped()
    {
        var histogram = new Histogram();
        for (int i = 0; i <= 10_000; i++)
        {
            histogram.Add(-i / 1000.0);
        }

        Assert.Equal(10, histogram.Max);
        Assert.InRange(histogram.BestClip(127), 9.5, 10);
    }

    [Fact]
    public void ASingleOutlierIsClipped()
    {
        var histogram = new Histogram();
        for (int i = 0; i <= 1_000_000; i++)
        {
            histogram.Add(i % 1000 / 1000.0);
        }

        histogram.Add(4);
        Assert.InRange(histogram.BestClip(127), 0.95, 2);
    }

    [Fact]
    public void APercentileLeavesItsShareOutside()
    {
        var histogram = new Histogram();
        for (int i = 1; i <= 10_000; i++)
        {
            histogram.Add(i / 1000.0);
        }

        Assert.Equal(9.9, histogram.Percentile(99), 0.01);
        Assert.Equal(10, histogram.Percentile(100));
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Percentile(0));
    }

    [Fact]
    public void TheOrderDoesNotMatter()
    {
        var up = new Histogram();
        var down = new Histogram();
        for (int i = 0; i < 5000; i++)
        {
            up.Add(Math.Exp(i / 500.0));
            down.Add(Math.Exp((4999 - i) / 500.0));
        }

        Assert.Equal(up.BestClip(127), down.BestClip(127));
    }

    [Fact]
    public void WhatIsNotFiniteIsRefused() =>
        Assert.Contains("diverged", Assert.Throws<QuantizationException>(() => new Histogram().Add(double.NaN)).Message);
}
