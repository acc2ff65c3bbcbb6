using System.Text;
using CsCheck;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Tests.Text;

public class NormalizerTests
{
    private static readonly string[] Corners =
    [
        "a", "Z", "7", "12", "000", " ", "  ", "'", "’", "-", "−", ".", ",", ":", "%", "°", "&",
        "é", "ß", "Æ", "я", "中", "₂", "½", "😀", "\u0301", "\t", "\uFEFF"
    ];

    // Arbitrary bytes, and texts that often meet the rules' corners.
    private static readonly Gen<byte[]> Lines = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.OneOf([.. Corners.Select(Gen.Const)])
            .Array[0, 20].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    [Theory]
    [InlineData("Turn on the LIGHTS!", "turn on the lights")]
    [InlineData("", "")]
    [InlineData(" \t\r\n\0 ", "")]
    [InlineData("Café ØRSTED straße Ærø œuvre Łódź", "cafe orsted strasse aero oeuvre lodz")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("don’t dogs' 'quoted' o''clock d’été", "don't dogs quoted o clock d'ete")]
    [InlineData("CO2 co₂ room101", "co2 co2 room101")]
    [InlineData("22c 5min 2nd 1h30", "22 c 5 min 2 nd 1 h30")]
    [InlineData("21.5 .5 3. 1.2.3 a.5 -.5", "21.5 0.5 3 1.2 3 a 5 -0.5")]
    [InlineData("½ 2½ 1¼h ¾ -½ 1.5½ x½ 2.½", "0.5 2.5 1.25 h 0.75 -0.5 1.5 0.5 x 0.5 2 0.5")]
    [InlineData("1,000 1,000,000 1,00 1,0000 2020,100 1.5,000", "1000 1000000 1 00 1 0000 2020 100 1.5 000")]
    [InlineData("-5 a -5.5 (-5) 5-10 twenty-five -x - 5 −3", "-5 a -5.5 5 5 10 twenty five x 5 -3")]
    [InlineData("to –5, 5–10", "to -5 5 10")]
    [InlineData("40% 21°C 22º", "40 % 21 ° c 22 °")]
    [InlineData("7:30 7 : 30 a:b 7: 30 co2:30 10:a", "7 : 30 7 : 30 a b 7 30 co2 30 10 a")]
    [InlineData("R&D fish & chips", "r and d fish and chips")]
    [InlineData("Привет 世界", "Привет 世界")]
    [InlineData("3×4 a÷b \U0001F600ok", "3 4 a b ok")]
    public void Words_are_as_specified(string text, string expected) => Assert.Equal(expected, Words.Of(text).Text());

    [Fact]
    public void Ill_formed_bytes_separate()
    {
        Assert.Equal("a b", Words.Of([(byte)'a', 0xFF, (byte)'b']).Text());
        Assert.Equal("a b", Words.Of([(byte)'a', 0xC0, 0x80, (byte)'b']).Text()); // overlong
        Assert.Equal("a b", Words.Of([(byte)'a', 0xED, 0xA0, 0x80, (byte)'b']).Text()); // a surrogate
        Assert.Equal("a", Words.Of([(byte)'a', 0xE4, 0xB8]).Text()); // cut
    }

    [Fact]
    public void Latin_letters_lose_their_marks_as_unicode_decomposes_them()
    {
        for (var letter = '\u00C0'; letter < '\u0180'; letter++)
        {
            var first = letter.ToString().Normalize(NormalizationForm.FormD)[0];
            if (first < 0x80)
                Assert.Equal(char.ToLowerInvariant(first).ToString(), Words.Of(letter.ToString()).Text());
        }
    }

    [Fact]
    public void Normalising_its_own_text_changes_nothing() => Lines.Sample(line =>
    {
        var once = Words.Of(line).TextSpan();
        Assert.Equal(once, Words.Of(once).TextSpan());
    }, iter: 5000);

    [Fact]
    public void Words_cover_the_text_and_come_from_ascending_ranges_of_the_input() => Lines.Sample(line =>
    {
        var words = Words.Of(line);
        int text = 0, source = 0;
        for (var w = 0; w < words.WordCount; w++)
        {
            Assert.Equal(text, words.WordStart[w]);
            Assert.True(words.WordBytes[w] > 0);
            Assert.True(words.SourceStart[w] >= source && words.SourceEnd[w] > words.SourceStart[w]);
            text = words.WordStart[w] + words.WordBytes[w] + 1;
            source = words.SourceEnd[w];
        }

        Assert.True(source <= line.Length);
        Assert.Equal(words.WordCount == 0 ? 0 : text - 1, words.TextBytes);
    }, iter: 5000);

    [Fact]
    public void A_word_of_letters_is_normalised_from_its_range_alone() => Lines.Sample(line =>
    {
        var words = Words.Of(line);
        for (var w = 0; w < words.WordCount; w++)
        {
            if (words.Word(w) != ":")
                Assert.Equal(words.Word(w), Words.Of(line[words.SourceStart[w]..words.SourceEnd[w]]).Text());
        }
    }, iter: 2000);

    [Fact]
    public void Too_long_text_is_refused_as_a_whole()
    {
        var words = new Normalizer(8, 2);
        Assert.True(words.Normalize("abcd efg"u8.ToArray(), 8));
        Assert.False(words.Normalize("abcd efgh"u8.ToArray(), 9));
        Assert.Equal((0, 0), (words.WordCount, words.TextBytes));
        Assert.False(words.Normalize("a b c"u8.ToArray(), 5));
        Assert.False(new Normalizer(8, 2).Normalize(new byte[65536], 65536));
        Assert.True(words.Normalize("ok"u8.ToArray(), 2));
    }
}
