using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.Tokenization;

/// <summary>
/// Splits words as the firmware's tokenizer does, except that it now and then passes over the longest piece, so that rare words are learnt
/// from their parts (Hiraoka, "MaxMatch-Dropout: subword regularization for WordPiece", 2022). With probability 0 it gives the tokenizer's pieces.
/// </summary>
public sealed class SubwordSampler
{
    private readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> _pieces;
    private readonly int _longest;

    /// <summary>A sampler over all pieces, specials included.</summary>
    public SubwordSampler(IReadOnlyList<string> pieces)
    {
        var index = new Dictionary<string, ushort>(StringComparer.Ordinal);
        for (int i = 0; i < pieces.Count; i++)
        {
            if (i is not (Checkpoint.UnknownPiece or Checkpoint.EndPiece)) index.Add(pieces[i], (ushort)i);
        }
        _pieces = index.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = index.Keys.Max(piece => piece.Length);
    }

    /// <summary>Adds the pieces of a word to <paramref name="target"/>.</summary>
    /// <param name="word">A normalised word with a space before it.</param>
    /// <param name="skip">Probability with which a piece that is not the shortest is passed over.</param>
    /// <param name="random">Draws.</param>
    /// <param name="target">Receives the pieces.</param>
    public void Split(ReadOnlySpan<char> word, double skip, Xoshiro256 random, List<ushort> target)
    {
        int at = 0;
        while (at < word.Length)
        {
            int taken = 0;
            ushort piece = Checkpoint.UnknownPiece;
            for (int length = Math.Min(_longest, word.Length - at); length > 0; length--)
            {
                if (!_pieces.TryGetValue(word.Slice(at, length), out ushort match)) continue;
                (taken, piece) = (length, match);
                if (!random.Chance(skip)) break;
            }
            target.Add(piece);
            at = taken == 0 ? word.Length : at + taken;
        }
    }
}
