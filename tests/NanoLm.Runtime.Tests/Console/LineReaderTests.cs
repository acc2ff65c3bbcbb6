using System.Text;
using CsCheck;
using NanoLm.Console;

namespace NanoLm.Runtime.Tests.Console;

public class LineReaderTests
{
    [Fact]
    public void Lines_of_any_bytes_are_split_at_any_kind_of_end()
    {
        var contents = Gen.Byte.Where(b => b is not (8 or 10 or 13 or 127)).Array[0, 12];
        var ends = Gen.OneOf(Gen.Const("\n"), Gen.Const("\r"), Gen.Const("\r\n"));
        Gen.Select(contents, ends).Array[0, 8].Sample(lines =>
        {
            var reader = new LineReader(8);
            var events = new List<string>();
            var expected = new List<string>();
            var afterReturn = false;
            foreach (var (content, end) in lines)
            {
                // An empty line that ends with LF right behind a CR cannot be told from CR LF.
                if (!(afterReturn && content.Length == 0 && end == "\n"))
                    expected.Add(content.Length <= 8 ? Convert.ToHexString(content) : "too long");
                afterReturn = end == "\r";
                events.AddRange(Feed(reader, [.. content, .. Encoding.ASCII.GetBytes(end)]));
            }

            Assert.Equal(expected, events);
            Assert.False(reader.Finish());
        });
    }

    [Theory]
    [InlineData("ab\bc\n", "ac")]
    [InlineData("a\b\b\bb\u007F\n", "")]
    [InlineData("aé\b\n", "a")]
    [InlineData("a😀\bé\n", "aé")]
    public void Backspace_removes_a_character(string typed, string line) =>
        Assert.Equal([Convert.ToHexString(Encoding.UTF8.GetBytes(line))], Feed(new LineReader(20), Encoding.UTF8.GetBytes(typed)));

    [Fact]
    public void A_last_line_needs_no_end()
    {
        var reader = new LineReader(8);
        Assert.Empty(Feed(reader, "abc"u8.ToArray()));
        Assert.True(reader.Finish());
        Assert.Equal("abc"u8.ToArray(), reader.Buffer[..reader.Count]);
        Assert.Equal(["616263"], Feed(reader, "\n"u8.ToArray()));
        Assert.False(reader.Finish());
    }

    [Fact]
    public void A_line_that_is_too_long_is_said_once_and_its_rest_is_gone()
    {
        var reader = new LineReader(4);
        Assert.Equal(["too long", "6F6B"], Feed(reader, "0123456789\b\b\b\nok\n"u8.ToArray()));
        Assert.Equal(["too long"], Feed(reader, "01234"u8.ToArray()));
        Assert.False(reader.Finish());
    }

    private static List<string> Feed(LineReader reader, byte[] bytes)
    {
        var events = new List<string>();
        foreach (var value in bytes)
        {
            switch (reader.Take(value))
            {
                case LineEvent.Line:
                    events.Add(Convert.ToHexString(reader.Buffer, 0, reader.Count));
                    break;
                case LineEvent.TooLong:
                    events.Add("too long");
                    break;
            }
        }

        return events;
    }
}
