using YamlDotNet.Core;

namespace ModelPacker.Core.Commands;

/// <summary>Maps a YAML scalar's characters back to the source, so that a mistake inside a quoted template gets its own column.</summary>
internal static class ScalarOffsets
{
    /// <summary>The source offset of each character of <paramref name="value"/>, or null for block scalars and unusual folding.</summary>
    public static int[]? Map(string text, int start, ScalarStyle style, string value)
    {
        if (style is not (ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted))
        {
            return null;
        }

        int at = style == ScalarStyle.Plain ? start : text.IndexOf(style == ScalarStyle.SingleQuoted ? '\'' : '"', start) + 1;
        int[] offsets = new int[value.Length];
        for (int i = 0; i < value.Length; i++)
        {
            if (at >= text.Length)
            {
                return null;
            }

            offsets[i] = at;
            int length = Length(text, at, style, value[i]);
            if (length == 0)
            {
                return null;
            }

            at += length;
        }

        return offsets;
    }

    /// <summary>How many source characters stand for <paramref name="c"/> at an offset; 0 when something else stands there.</summary>
    private static int Length(string text, int at, ScalarStyle style, char c)
    {
        if (style == ScalarStyle.SingleQuoted && c == '\'')
        {
            return text.AsSpan(at).StartsWith("''") ? 2 : 0;
        }

        if (style == ScalarStyle.DoubleQuoted && text[at] == '\\')
        {
            return (at + 1 < text.Length ? text[at + 1] : ' ') switch { 'x' => 4, 'u' => 6, 'U' => 10, '\r' or '\n' => 0, _ => 2 };
        }

        if (text[at] == c && (c != ' ' || !OnlySpaceToLineEnd(text, at)))
        {
            return 1;
        }

        // A line break with the spaces around it is folded to one space.
        int end = at;
        while (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return c == ' ' && text.AsSpan(at, end - at).Count('\n') == 1 ? end - at : 0;
    }

    private static bool OnlySpaceToLineEnd(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        return at < text.Length && text[at] == '\n';
    }
}
