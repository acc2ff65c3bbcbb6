using ModelPacker.Core.Corpora;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Presets;

/// <summary>How many tokens the prompts of a model must hold.</summary>
public static class PromptLength
{
    private const int Usual = 64, Most = 512;
    private const double TooLongShare = 0.01;

    /// <summary>64, or so often doubled that at most one utterance in a hundred is longer; at most 512.</summary>
    /// <param name="pieces">Subwords of the model.</param>
    /// <param name="utterances">A sample of what it shall read.</param>
    public static int Of(IReadOnlyList<string> pieces, IReadOnlyList<Utterance> utterances)
    {
        var encoder = new TextEncoder(pieces, Most, 0);
        int[] lengths = [.. utterances.Select(utterance => encoder.Encode(utterance.Text)?.Pieces.Length ?? int.MaxValue)];
        int tokens = Usual;
        while (tokens < Most && lengths.Count(length => length > tokens) > TooLongShare * lengths.Length) tokens *= 2;
        return tokens;
    }
}
