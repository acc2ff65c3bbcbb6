using CsCheck;
using ModelPacker.Training.Baseline;

namespace ModelPacker.Training.Tests.Baseline;

public sealed class TfIdfTests
{
    [Fact]
    public void Word_ngrams_run_over_neighbours()
    {
        Assert.Equal(["turn", "turn on", "turn on it", "on", "on it", "it"], Texts(" turn on it ", Ngrams.OfWords(" turn on it ", 3)));
        Assert.Empty(Ngrams.OfWords(" ", 2));
    }

    [Fact]
    public void Character_ngrams_stay_within_a_padded_word()
    {
        Assert.Equal([" |o|n| ", " o|on|n ", " on|on ", " on "], Grouped(" on ", 1, 5));
        Assert.Equal([" a|a | b|b ", " a | b "], Grouped(" a b ", 2, 5));
        Assert.Empty(Ngrams.OfCharacters(" ", 2, 5));
    }

    [Fact]
    public void Weights_are_those_computed_by_hand()
    {
        // Of three texts one has "b" and two have "a": ln((1 + 3) / (1 + 2)) + 1 = 1.28768, ln(4 / 2) + 1 = 1.69315; twice "a" counts 1 + ln 2.
        var features = new TfIdf(text => Ngrams.OfWords(text, 1), [" a ", " a a b ", " c "]);
        SparseVector vector = features.Vector(" a a b d ", 1);
        double a = 1.693147 * 1.287682, b = 1.693147, norm = Math.Sqrt((a * a) + (b * b));
        Assert.Equal([0, 1], vector.Columns);
        Assert.Equal(a / norm, vector.Values[0], 1e-5);
        Assert.Equal(b / norm, vector.Values[1], 1e-5);
    }

    [Fact]
    public void A_known_text_has_length_1_and_an_unknown_one_none()
    {
        var features = new NgramFeatures(["turn on the light", "play jazz"], new LinearOptions());
        Gen.Select(Gen.OneOf(Gen.Const("turn"), Gen.Const("jazz"), Gen.Const("on")), Gen.String[Gen.Char[' ', '~'], 0, 30]).Sample((word, rest) =>
        {
            SparseVector vector = features.Vector($"{word} {rest}");
            Assert.Equal(vector.Columns.Order().Distinct(), vector.Columns);
            Assert.True(vector.Columns.All(column => column < features.Count));
            Assert.Equal(1, vector.Values.Sum(value => value * value), 1e-5);
        }, threads: 1); // features read texts through one buffer
        Assert.Empty(features.Vector("ωωω").Columns);
    }

    [Theory]
    [InlineData("turn ", 1)]
    [InlineData("jazz jazz!", 1)]
    [InlineData(" ", 0)]
    [InlineData("~", 0)]
    public void Texts_of_few_words_have_length_1_or_none(string text, double length) =>
        Assert.Equal(length, new NgramFeatures(["turn on the light", "play jazz"], new LinearOptions()).Vector(text).Values.Sum(value => value * value), 1e-5);

    private static string[] Texts(string text, List<TextSpan> spans) => [.. spans.Select(span => text.Substring(span.Start, span.Length))];

    private static string[] Grouped(string text, int shortest, int longest) =>
        [.. Texts(text, Ngrams.OfCharacters(text, shortest, longest)).GroupBy(gram => gram.Length).Select(group => string.Join('|', group))];
}
