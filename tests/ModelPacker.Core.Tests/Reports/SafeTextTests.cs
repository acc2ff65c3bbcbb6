using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using ModelPacker.Core.Reports;

namespace ModelPacker.Core.Tests.Reports;

public class SafeTextTests
{
    [Theory]
    [InlineData("Grüße, 日本語, 👍🏽 & <b>", "Grüße, 日本語, 👍🏽 & <b>")]
    [InlineData("a\u0000b\tc\u007F", "a[U+0000]b[U+0009]c[U+007F]")]
    [InlineData("\u202Eevil\u2066", "[U+202E]evil[U+2066]")]
    [InlineData("line\u2028end\uFFFE", "line[U+2028]end[U+FFFE]")]
    public void Every_character_is_seen(string text, string clean) => Assert.Equal(clean, SafeText.Clean(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half \uFFFD", SafeText.Clean("half \uD83D"));

    [Fact]
    public void Any_text_makes_an_element_and_an_attribute_that_can_be_read_again() => Gen.String[Gen.Char, 0, 40].Sample(AssertReadAgain);

    [Theory]
    [InlineData(" ")] // XML readers drop text that is nothing but spaces unless told otherwise
    [InlineData("\r\n\u0085\u00AD")]
    [InlineData("]]> <!-- \"' &amp;")]
    public void Unusual_texts_can_be_read_again(string text) => AssertReadAgain(text);

    [Fact]
    public void Empty_elements_are_closed_as_html_wants_it()
    {
        Assert.Equal("<td></td>", Markup.Element("td").ToString());
        Assert.Equal("<br />", Markup.Element("br").ToString());
    }

    private static void AssertReadAgain(string text)
    {
        XElement read = XElement.Parse(Markup.Element("p", ("title", text), text).ToString(), LoadOptions.PreserveWhitespace);
        Assert.Equal(SafeText.Clean(text), read.Value);
        Assert.Equal(read.Value, read.Attribute("title")!.Value);
        Assert.DoesNotContain(read.Value, c => char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format && c is not ('\u200C' or '\u200D'));
    }
}
