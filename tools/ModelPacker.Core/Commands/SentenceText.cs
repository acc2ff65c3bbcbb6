namespace ModelPacker.Core.Commands;

/// <summary>Text of sentences.</summary>
internal static class SentenceText
{
    /// <summary>The text with runs of spaces as one and none at the ends.</summary>
    public static string Tidy(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
