using CsCheck;
using NanoLm.Runtime.Inference;

namespace NanoLm.Runtime.Tests.Inference;

public class DurationReaderTests
{
    private static readonly (int Seconds, string[] Names)[] Units =
    [
        (1, ["second", "seconds", "sec", "s"]),
        (60, ["minute", "minutes", "min", "m"]),
        (3600, ["hour", "hours", "hr", "h"]),
        (86400, ["day", "days", "d"])
    ];

    private static readonly Gen<(int Seconds, string Text)> Terms = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 300], Gen.Bool,
        (unit, name, count, words) =>
            (count * Units[unit].Seconds, $"{(words ? Speaker.Say(count) : $"{count}")} {Units[unit].Names[name]}"));

    [Fact]
    public void Sums_are_read_back() => Gen.Select(Terms.Array[1, 4], Gen.Bool).Sample((terms, and) =>
        Assert.Equal(terms.Sum(t => t.Seconds), Read(string.Join(and ? " and " : " ", terms.Select(t => t.Text)))), iter: 3000);

    [Fact]
    public void Words_of_any_kind_are_survived() => Gen.OneOf(
        [Gen.String[0, 5], .. new[] { "half", "a", "and", "hour", "5", "three", "quarters", "of", "point" }.Select(Gen.Const)])
        .Array[0, 8].Sample(parts =>
    {
        if (Read(string.Join(' ', parts)) is { } seconds)
            Assert.True(seconds >= 0);
    });

    [Theory]
    [InlineData("90 seconds", 90)]
    [InlineData("90s", 90)]
    [InlineData("45 secnds", 45)]
    [InlineData("twnety minuts", 1200)]
    [InlineData("two huors and fiften mintues", 8100)]
    [InlineData("5min", 300)]
    [InlineData("half an hour", 1800)]
    [InlineData("half a minute", 30)]
    [InlineData("a half hour", 1800)]
    [InlineData("an hour and a half", 5400)]
    [InlineData("one and a half hours", 5400)]
    [InlineData("two hours and a half", 9000)]
    [InlineData("1.5 hours", 5400)]
    [InlineData("two point five minutes", 150)]
    [InlineData("a quarter of an hour", 900)]
    [InlineData("quarter of an hour", 900)]
    [InlineData("three quarters of an hour", 2700)]
    [InlineData("an hour and a quarter", 4500)]
    [InlineData("an hour and three quarters", 6300)]
    [InlineData("two hours and ten minutes", 7800)]
    [InlineData("an hour and half an hour", 5400)]
    [InlineData("1h30", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1h 30m 15s", 5415)]
    [InlineData("an hour", 3600)]
    [InlineData("a minute", 60)]
    [InlineData("minute", 60)]
    [InlineData("a couple of minutes", 120)]
    [InlineData("couple of minutes", 120)]
    [InlineData("one minute thirty", 90)]
    [InlineData("two hours 15", 8100)]
    [InlineData("a hundred minutes", 6000)]
    [InlineData("twenty-five minutes", 1500)]
    [InlineData("two weeks", 1209600)]
    [InlineData("0.0004 hours", 0)]
    public void Durations(string text, int expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("half")]
    [InlineData("s")]
    [InlineData("a few minutes")]
    [InlineData("minus five minutes")]
    [InlineData("ten seconds five")]
    [InlineData("an hour and")]
    [InlineData("in ten minutes")]
    [InlineData("ten minutes please")]
    [InlineData("one minute minus five")]
    [InlineData("two quarters of an hour")]
    [InlineData("999999999 weeks")]
    public void Anything_else_is_refused(string text) => Assert.Null(Read(text));

    private static int? Read(string text)
    {
        var words = Words.Of(text);
        var reader = new DurationReader();
        return reader.Read(words.Text, 0, words.TextBytes) ? reader.Seconds : null;
    }
}
