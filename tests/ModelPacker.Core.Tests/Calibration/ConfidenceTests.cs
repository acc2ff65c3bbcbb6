using CsCheck;
using ModelPacker.Core.Calibration;

namespace ModelPacker.Core.Tests.Calibration;

public class ConfidenceTests
{
    [Fact]
    public void TheMapNeverDecreasesAndStaysInRange() =>
        Gen.Select(Gen.Int[0, 100], Gen.Bool).List[0, 400].Sample(answers =>
        {
            int[] map = IsotonicMap.Fit(answers);
            Assert.Equal(101, map.Length);
            for (int i = 0; i < map.Length; i++)
            {
                Assert.InRange(map[i], i == 0 ? 0 : map[i - 1], 100);
            }
        });

    [Fact]
    public void WithoutAnswersTheMapIsTheIdentityShortOfCertainty() => Assert.Equal(Enumerable.Range(0, 100).Append(99), IsotonicMap.Fit([]));

    [Fact]
    public void OverconfidenceIsCorrected()
    {
        int[] map = IsotonicMap.Fit(Enumerable.Range(0, 1000).Select(i => (90, i % 10 < 6)));
        Assert.InRange(map[90], 59, 62);
    }

    [Fact]
    public void ATemperatureUndoesAScale()
    {
        // Labels drawn in proportion to the softmax of the true logits (0, 1, 2) nat, seen three times too large.
        double[] odds = [1, Math.E, Math.E * Math.E];
        var groups = new List<(short[], int)>();
        for (int label = 0; label < 3; label++)
        {
            groups.AddRange(Enumerable.Repeat((new short[] { 0, 3 * 256, 6 * 256 }, label), (int)Math.Round(1000 * odds[label])));
        }

        Assert.Equal(3, TemperatureFit.Fit(groups), 0.02);
    }

    [Fact]
    public void TheTemperatureIsBounded()
    {
        Assert.Equal(1, TemperatureFit.Fit([]));
        Assert.Equal(0.25, TemperatureFit.Fit([(new short[] { 256, 0 }, 0)]), 0.001);
        Assert.Equal(4, TemperatureFit.Fit([(new short[] { 25600, 0 }, 1)]), 0.001);
    }

    [Fact]
    public void TheThresholdKeepsWhatIsRightAndRefusesTheRest()
    {
        (int, bool, bool)[] answers = [(90, true, false), (80, true, false), (70, false, true), (30, false, true)];
        Assert.InRange(ThresholdChoice.MostRight(answers), 71, 80);
        Assert.Equal(31, ThresholdChoice.ForPrecision(answers, 0.66));
        Assert.Equal(71, ThresholdChoice.ForPrecision(answers, 1));
    }

    [Fact]
    public void TheLimitCatchesWhatItCanForFewCommands()
    {
        // 100 commands with probabilities 1..100, and ten texts out of scope: nine as high as the highest commands or higher, one among the lowest.
        List<(int, bool)> samples = [.. Enumerable.Range(1, 100).Select(i => (i, true)), .. Enumerable.Range(0, 9).Select(i => (98 + 20 * i, false)), (5, false)];
        Assert.Equal(98, OutOfScopeLimit.Choose(samples, 100, 10)); // costs 3 commands; all ten would cost 96
        samples[^2] = (91, false); // would cost 10 commands
        Assert.Equal(98, OutOfScopeLimit.Choose(samples, 100, 10));
        Assert.Equal(0, OutOfScopeLimit.Choose(samples, 100, 1000)); // of so many, nine are nothing
    }

    [Fact]
    public void TheLimitLiesBetweenTwoSamples() => Assert.Equal(600, OutOfScopeLimit.Choose([(200, true), (1000, false), (3000, false)], 1, 2));

    [Fact]
    public void WithoutTextsOutOfScopeOrWithoutGainThereIsNoLimit()
    {
        Assert.Equal(0, OutOfScopeLimit.Choose([], 0, 0));
        Assert.Equal(0, OutOfScopeLimit.Choose([(5, true)], 1, 0));
        Assert.Equal(0, OutOfScopeLimit.Choose([(5, false), (7, true)], 1, 1));
    }

    [Fact]
    public void TheLimitNeverCostsMoreThanItMay() =>
        Gen.Select(Gen.Int[0, 50], Gen.Bool).List[0, 200].Sample(samples =>
        {
            int commands = samples.Count(s => s.Item2);
            int limit = OutOfScopeLimit.Choose(samples, commands, samples.Count - commands);
            int refused = samples.Count(s => s.Item2 && limit > 0 && s.Item1 >= limit);
            Assert.True(refused <= OutOfScopeLimit.MostFalseRefusals * commands);
        });

    [Fact]
    public void WhereNothingTellsTheThresholdIsHalf() => Assert.Equal(50, ThresholdChoice.MostRight([(100, true, false)]));
}
