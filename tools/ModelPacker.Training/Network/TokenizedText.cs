namespace ModelPacker.Training.Network;

/// <summary>A text as the model reads it.</summary>
/// <param name="Pieces">Subwords, the end piece included.</param>
/// <param name="WordTokens">Index in <paramref name="Pieces"/> of each word's first subword.</param>
/// <param name="NgramRows">Rows of the n-gram embedding, word after word.</param>
/// <param name="NgramOffsets">[words + 1]: first entry of each word in <paramref name="NgramRows"/>, and the end.</param>
public sealed record TokenizedText(ushort[] Pieces, int[] WordTokens, int[] NgramRows, int[] NgramOffsets)
{
    /// <summary>Rows of the n-gram embedding of a word.</summary>
    public ReadOnlySpan<int> NgramsOfWord(int word) => NgramRows.AsSpan(NgramOffsets[word], NgramOffsets[word + 1] - NgramOffsets[word]);
}
