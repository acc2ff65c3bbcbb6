using CsCheck;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Quantization;

public class Int4GridTests
{
    [Fact]
    public void CostsNoMoreThanTheStepOfTheLargestWeight() => Gen.Double[-1, 1].Array[1, 80].Sample(AssertCostsNoMoreThanThePlainStep);

    [Theory]
    [InlineData(2054E-79)] // its plain step may leave no error at all, the refitted one that of a rounded product
    [InlineData(-2054E-79)]
    [InlineData(1.0 / 3, -1.0 / 3)]
    public void CostsNoMoreForFewWeights(params double[] row) => AssertCostsNoMoreThanThePlainStep(row);

    [Fact]
    public void RoundsHalfASteppedWeightAtMost()
    {
        double[] row = [.. Enumerable.Range(-70, 141).Select(i => i / 10.0)]; // uniform: no clip pays
        double step = Int4Grid.BestStep(row);
        Assert.InRange(step, 0.9, 1.02);
        var codes = new sbyte[row.Length];
        Int4Grid.Encode(row, 0, step / Int4Grid.ChannelScale, [], codes);
        Assert.Equal(Int4Grid.MaxCode, codes.Max());
        Assert.Equal(-7, codes.Min());
        Assert.All(row.Zip(codes), pair => Assert.InRange(Math.Abs(pair.First - pair.Second * step), 0, step));
    }

    [Fact]
    public void AnOutlierSaturates()
    {
        double[] row = [.. Enumerable.Range(0, 2000).Select(i => Math.Sin(i)), 3];
        Assert.True(Int4Grid.BestStep(row) < 0.7 * 3 / Int4Grid.MaxCode);
    }

    [Fact]
    public void GroupsOfSmallWeightsKeepTheirPrecision()
    {
        double[] row = [.. Enumerable.Range(0, 32).Select(i => Math.Sin(i)), .. Enumerable.Range(0, 32).Select(i => 0.02 * Math.Sin(i))];
        double unit = Int4Grid.Unit(row, 32);
        (byte[] scales, sbyte[] codes) = Encode(row, 32, unit);
        Assert.Equal(255, scales[0]);
        Assert.InRange(scales[1], 4, 6);
        for (int i = 32; i < 64; i++)
        {
            Assert.Equal(row[i], unit * scales[1] * codes[i], 0.002);
        }
    }

    [Fact]
    public void ZerosHaveNoStepAndZeroCodes()
    {
        Assert.Equal(0, Int4Grid.Unit(new double[40], 16));
        (byte[] scales, sbyte[] codes) = Encode(new double[40], 16, 1e-9);
        Assert.Equal([1, 1, 1], scales);
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(6168)]
    [InlineData(16384)]
    public void TheLargestScalesLeaveRoomForTheBias(int columns)
    {
        byte[] scales = [.. Enumerable.Repeat((byte)Int4Grid.MaxScale(columns), Int4Grid.Groups(columns, 32))];
        Assert.True(Int4Grid.LargestSum(scales, columns, 32) + (1 << 29) <= int.MaxValue);
    }

    // Of the row's energy, not of the error: what the codes hold exactly still differs by the rounding of doubles.
    private static void AssertCostsNoMoreThanThePlainStep(double[] row)
    {
        double step = Int4Grid.BestStep(row);
        double plain = row.Max(Math.Abs) / Int4Grid.MaxCode;
        double rounding = 1e-12 * row.Sum(value => value * value);
        Assert.True(Error(row, step) <= Error(row, plain) + rounding);
    }

    private static double Error(double[] row, double step)
    {
        var codes = new sbyte[row.Length];
        Int4Grid.Encode(row, 0, step / Int4Grid.ChannelScale, [], codes);
        return row.Zip(codes).Sum(pair => Math.Pow(pair.First - pair.Second * step, 2));
    }

    private static (byte[] Scales, sbyte[] Codes) Encode(double[] row, int group, double unit)
    {
        var scales = new byte[Int4Grid.Groups(row.Length, group)];
        var codes = new sbyte[row.Length];
        Int4Grid.Encode(row, group, unit, scales, codes);
        return (scales, codes);
    }
}
