namespace ModelPacker.Core.Model;

/// <summary>Tags of words: 0 is O, outside of every span; then each located slot's B (odd), its span's first word, and I (even), the words after it.</summary>
public static class BioTags
{
    /// <summary>Outside of every span.</summary>
    public const int Outside = 0;

    /// <summary>Most tags with transitions.</summary>
    public const int MaxChained = 4095;

    /// <summary>Whether a tag continues a span.</summary>
    public static bool IsInside(int tag) => tag > 0 && tag % 2 == 0;

    /// <summary>Whether a sentence's first word may have the tag: any but I.</summary>
    public static bool MayStart(int tag) => !IsInside(tag);

    /// <summary>Whether <paramref name="to"/> may follow <paramref name="from"/>: O and B follow anything, I its own slot's B and I.</summary>
    public static bool MayFollow(int from, int to) => !IsInside(to) || from == to || from == to - 1;

    /// <summary>Whether every tag may stand where it does.</summary>
    public static bool IsPath(ReadOnlySpan<int> tags)
    {
        for (int word = 0; word < tags.Length; word++)
        {
            if (word == 0 ? !MayStart(tags[0]) : !MayFollow(tags[word - 1], tags[word])) return false;
        }
        return true;
    }
}
