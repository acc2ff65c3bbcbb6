using NanoLm.Console;

namespace NanoLm.Runtime.Tests.Console;

public class ButtonTests
{
    private const int Poll = 5;
    private const byte Repeat = 18;
    private const byte TakeBack = 26;

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(159)]
    public void A_short_press_repeats_when_it_ends(int polls) =>
        Assert.Equal([Repeat], Keys(new string('.', 9) + new string('#', polls) + new string('.', 9)));

    [Theory]
    [InlineData(170)]
    [InlineData(2000)]
    public void A_long_press_takes_back_once_and_does_not_repeat(int polls) => Assert.Equal([TakeBack], Keys(new string('#', polls) + "....."));

    [Fact]
    public void A_long_press_is_told_before_it_ends() => Assert.Equal([TakeBack], Keys(new string('#', 170)));

    [Theory]
    [InlineData("..#..#..", 0)]
    [InlineData("#.#.#####.#.#..", 1)]
    [InlineData("..###...###..", 2)]
    public void Contacts_may_bounce(string samples, int presses) => Assert.Equal(Enumerable.Repeat(Repeat, presses), Keys(samples));

    private static IEnumerable<byte> Keys(string samples)
    {
        var button = new Button();
        return [.. samples.Select(sample => button.Take(sample == '#', Poll)).Where(key => key != 0)];
    }
}
