using CsCheck;
using ModelPacker.Core.Evaluation;

namespace ModelPacker.Core.Tests.Evaluation;

public class OutOfScopeCurveTests
{
    private static readonly Gen<(double[] Commands, double[] Others)> Scores =
        Gen.Select(Gen.Int[0, 9].Select(value => (double)value).Array[1, 60], Gen.Int[0, 9].Select(value => (double)value).Array[1, 60]);

    [Fact]
    public void ScoresThatTellEverythingCatchEverything()
    {
        var curve = new OutOfScopeCurve([3, 2], [1, 0, -1]);
        Assert.Equal((new Tally(3, 3), 1.0), (curve.Caught, curve.Area));
    }

    [Fact]
    public void ScoresThatTellNothingCatchNothing()
    {
        var curve = new OutOfScopeCurve([5, 5, 5], [5, 5]);
        Assert.Equal((new Tally(0, 2), 0.5), (curve.Caught, curve.Area));
    }

    [Fact]
    public void FourOfAHundredCommandsMayBeRefused()
    {
        // Commands score 0..99; the threshold that refuses 0..3 is 4.
        var curve = new OutOfScopeCurve(Enumerable.Range(0, 100).Select(i => (double)i), [-1, 3.5, 4, 50]);
        Assert.Equal(new Tally(2, 4), curve.Caught);
        Assert.Equal(new Tally(1, 4), curve.CaughtAt(0));
        Assert.Equal(new Tally(4, 4), curve.CaughtAt(1));
    }

    [Fact]
    public void ATextThatCannotBeReadScoresLeast()
    {
        Assert.Equal(new Tally(1, 2), new OutOfScopeCurve([1, 2], [double.NegativeInfinity, 3]).Caught);
        Assert.Throws<ArgumentException>(() => new OutOfScopeCurve([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new OutOfScopeCurve([], [1]));
    }

    [Fact]
    public void TheAreaIsTheShareOfPairsInOrder()
    {
        Scores.Sample((commands, others) =>
        {
            double pairs = commands.Sum(command => others.Sum(other => command > other ? 1 : command == other ? 0.5 : 0));
            Assert.Equal(pairs / (commands.Length * others.Length), new OutOfScopeCurve(commands, others).Area, 1e-12);
        });
    }

    [Fact]
    public void NoThresholdWithinTheFalseRefusalsCatchesMore()
    {
        Scores.Sample((commands, others) =>
        {
            int most = commands.Append(100.0).Where(threshold => commands.Count(command => command < threshold) <= 0.2 * commands.Length)
                .Max(threshold => others.Count(other => other < threshold));
            Assert.Equal(most, new OutOfScopeCurve(commands, others).CaughtAt(0.2).Right);
        });
    }
}
