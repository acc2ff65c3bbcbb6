using System.Globalization;
using System.Text;

namespace ModelPacker.Core.Reports;

/// <summary>
/// Text of unknown origin, so that every character is seen and none changes what stands beside it: control characters, marks that turn the direction of
/// writing and the like as their numbers, halves of surrogate pairs as U+FFFD.
/// </summary>
internal static class SafeText
{
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) // gives U+FFFD for what is no character
        {
            if (IsInvisible(rune))
            {
                clean.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            }
            else
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    // U+FFFE and U+FFFF must not stand in XML either. Joiners belong to words and emoji.
    private static bool IsInvisible(Rune rune) => rune.Value is 0xFFFE or 0xFFFF
        || (rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
