using CsCheck;
using ModelPacker.Core.Reports;

namespace ModelPacker.Core.Tests.Reports;

public class AxisTests
{
    [Fact]
    public void Ticks_are_round_and_the_ends_enclose_all_values()
    {
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5], Axis.Linear("x", [0.1, 2.3], "g").Ticks);
        Assert.Equal([100, 200, 500, 1000, 2000], Axis.Logarithmic("x", [130, 1900], "g").Ticks);
    }

    [Fact]
    public void Any_values_lie_on_the_axis() => Gen.Double[-1e9, 1e9].Array[1, 20].Sample(values =>
    {
        Axis axis = Axis.Linear("x", values, "g");
        Assert.All(values, value => Assert.InRange(axis.At(value), -1e-6, 1 + 1e-6));
        Assert.InRange(axis.Ticks.Count, 2, 8);
    });

    [Fact]
    public void Any_sizes_lie_on_a_logarithmic_axis() => Gen.Double[1e-3, 1e9].Array[1, 20].Sample(values =>
    {
        Axis axis = Axis.Logarithmic("x", values, "g");
        Assert.All(values, value => Assert.InRange(axis.At(value), -1e-6, 1 + 1e-6));
    });

    [Theory]
    [InlineData(new[] { 0.5, 1.0 }, "50 %", "100 %")]
    [InlineData(new[] { 1.0, 1.0 }, "90 %", "100 %")]
    [InlineData(new[] { 0.0 }, "0 %", "100 %")]
    [InlineData(new[] { 0.991, 0.995 }, "99.1 %", "99.5 %")]
    [InlineData(new double[0], "0 %", "100 %")]
    [InlineData(new[] { double.NaN, 0.25, 0.75, double.PositiveInfinity }, "20 %", "80 %")]
    public void Shares_stay_between_nothing_and_all(double[] values, string first, string last)
    {
        Axis axis = Axis.Share("x", values);
        Assert.Equal((first, last), (axis.Write(axis.Ticks[0]).Replace('\u00A0', ' '), axis.Write(axis.Ticks[^1]).Replace('\u00A0', ' ')));
    }
}
