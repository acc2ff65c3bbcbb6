namespace ModelPacker.Training.Baseline;

/// <summary>A part of a text, in UTF-16 units.</summary>
internal readonly record struct TextSpan(int Start, int Length);

/// <summary>
/// Lists the n-grams of a padded text: normalised words with one space before, between and after them (" turn on "), so that every
/// n-gram is a part of it.
/// </summary>
internal static class Ngrams
{
    /// <summary>Runs of 1 to <paramref name="longest"/> words, without the padding.</summary>
    public static List<TextSpan> OfWords(string padded, int longest)
    {
        var spans = new List<TextSpan>();
        for (int start = 1; start < padded.Length; start = padded.IndexOf(' ', start) + 1)
        {
            int end = start - 1;
            for (int words = 1; words <= longest && end < padded.Length - 1; words++)
            {
                end = padded.IndexOf(' ', end + 1);
                spans.Add(new TextSpan(start, end - start));
            }
        }
        return spans;
    }

    /// <summary>
    /// Runs of <paramref name="shortest"/> to <paramref name="longest"/> characters within each word and the spaces around it; a word that
    /// is shorter than a length counts once, whole.
    /// </summary>
    public static List<TextSpan> OfCharacters(string padded, int shortest, int longest)
    {
        var spans = new List<TextSpan>();
        for (int start = 0; start < padded.Length - 1;)
        {
            int length = padded.IndexOf(' ', start + 1) + 1 - start;
            for (int n = shortest; n <= longest; n++)
            {
                if (n >= length)
                {
                    spans.Add(new TextSpan(start, length));
                    break;
                }
                for (int first = 0; first + n <= length; first++) spans.Add(new TextSpan(start + first, n));
            }
            start += length - 1;
        }
        return spans;
    }
}
