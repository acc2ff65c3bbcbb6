using System.Globalization;
using System.Text;

namespace ModelPacker.Core.Reports;

/// <summary>
/// Text of unknown origin, so that every character is seen and none changes what stands beside it: control characters as their pictures, marks
/// that turn the direction of writing as their numbers, halves of surrogate pairs as U+FFFD.
/// </summary>
internal static class SafeText
{
    private const int ControlPictures = 0x2400;
    private const int DeletePicture = 0x2421;

    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) // gives U+FFFD for what is no character
        {
            if (rune.Value < ' ')
            {
                clean.Append((char)(ControlPictures + rune.Value));
            }
            else if (rune.Value == 0x7F)
            {
                clean.Append((char)DeletePicture);
            }
            else if (IsInvisible(rune))
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
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator && rune.Value is not (0x200C or 0x200D));
}
