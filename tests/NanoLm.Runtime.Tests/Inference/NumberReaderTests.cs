using CsCheck;
using NanoLm.Runtime.Inference;

namespace NanoLm.Runtime.Tests.Inference;

public class NumberReaderTests
{
    private static readonly Gen<int> Numbers =
        Gen.OneOf(Gen.Int[-200, 200], Gen.Int[-20_000, 20_000], Gen.Int[-999_999_999, 999_999_999]);

    [Fact]
    public void Numbers_in_words_are_read_back() => Gen.Select(Numbers, Gen.Bool, Gen.Bool).Sample(
        (value, and, a) => Assert.Equal(value, Read(Speaker.Say(value, and, a), Samples.Level)), iter: 5000);

    [Fact]
    public void Numbers_in_digits_are_read_back() => Numbers.Sample(value => Assert.Equal(value, Read($"{value}", Samples.Level)));

    [Fact]
    public void Decimals_round_half_up() => Gen.Select(Gen.Int[-999, 999], Gen.Int[0, 999]).Sample((whole, part) =>
    {
        var value = (int)Math.Floor((whole < 0 ? whole - part / 1000m : whole + part / 1000m) + 0.5m);
        Assert.Equal(value, Read($"{whole}.{part:000}", Samples.Temperature));
    });

    [Theory]
    [InlineData("40 %", 40)]
    [InlineData("forty percent", 40)]
    [InlineData("fivty percent", 50)]
    [InlineData("a hunderd", 100)]
    [InlineData("twentty thre", 23)]
    [InlineData("forty per cent", 40)]
    [InlineData("half", 50)]
    [InlineData("a quarter", 25)]
    [InlineData("a quarter percent", 25)]
    [InlineData("a", 1)]
    [InlineData("a hundred and ten", 110)]
    [InlineData("hundred percent", 100)]
    [InlineData("twenty-one point five", 22)]
    [InlineData("zero point four nine", 0)]
    [InlineData("twenty two and a half", 23)]
    [InlineData("minus two and a half", -2)]
    [InlineData("negative five", -5)]
    [InlineData("point five", 1)]
    [InlineData("oh", 0)]
    [InlineData("2 thousand", 2000)]
    [InlineData("nineteen hundred", 1900)]
    [InlineData("forty five hundred", 4500)]
    [InlineData("1,000", 1000)]
    public void Levels(string text, int expected) => Assert.Equal(expected, Read(text, Samples.Level));

    [Theory]
    [InlineData("21.5 °", 22)]
    [InlineData("22c", 22)]
    [InlineData("22 ° C", 22)]
    [InlineData("minus five degrees celsius", -5)]
    public void Temperatures(string text, int expected) => Assert.Equal(expected, Read(text, Samples.Temperature));

    [Theory]
    [InlineData("800 ppm", 800)]
    [InlineData("sixty percent", 60)]
    [InlineData("-4 degrees", -4)]
    [InlineData("half", null)]
    [InlineData("ten minutes", null)]
    public void Readings_without_a_unit_take_any_measure(string text, int? expected) => Assert.Equal(expected, Read(text, Samples.Reading));

    [Theory]
    [InlineData("")]
    [InlineData("percent")]
    [InlineData("to 40")]
    [InlineData("40 50")]
    [InlineData("two five")]
    [InlineData("forty degrees")]
    [InlineData("forty lux")]
    [InlineData("40 per")]
    [InlineData("hundred thousand million")]
    [InlineData("zero five")]
    [InlineData("minus")]
    [InlineData("minus -5")]
    [InlineData("and five")]
    [InlineData("five and")]
    [InlineData("five point")]
    [InlineData("halfway")]
    [InlineData("9999999999")]
    [InlineData("9000000000 thousand")]
    [InlineData("nine thousand million")]
    public void Anything_else_is_refused(string text) => Assert.Null(Read(text, Samples.Level));

    private static int? Read(string text, int slot)
    {
        var words = Words.Of(text);
        var reader = new NumberReader(Samples.SampleGrammar);
        return reader.Read(words.Text, 0, words.TextBytes, slot) ? reader.Value : null;
    }
}
