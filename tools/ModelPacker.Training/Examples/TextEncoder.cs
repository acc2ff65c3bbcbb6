using System.Text;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Network;
using ModelPacker.Training.Tokenization;
using NanoLm.Runtime.Tokenization;

namespace ModelPacker.Training.Examples;

/// <summary>Reads texts as the device does, with the firmware's own normaliser and tokenizer. Not thread safe.</summary>
public sealed class TextEncoder
{
    private readonly Tokenizer _tokenizer;
    private readonly SubwordSampler _sampler;
    private readonly int _ngramTableRows;
    private readonly ushort[] _tokens, _wordTokens;
    private readonly int[] _rows = new int[NgramRows.MaxFeatures];
    private readonly List<ushort> _pieces = [];
    private readonly List<int> _ngrams = [];

    /// <summary>An encoder for a model's pieces.</summary>
    /// <param name="pieces">All pieces, specials included.</param>
    /// <param name="maxTokens">Longest prompt, the end piece included.</param>
    /// <param name="ngramRows">Rows of the n-gram embedding; 0: none.</param>
    public TextEncoder(IReadOnlyList<string> pieces, int maxTokens, int ngramRows)
    {
        _tokenizer = new Tokenizer(TrieBuilder.Build(pieces, Checkpoint.UnknownPiece, Checkpoint.EndPiece));
        _sampler = new SubwordSampler(pieces);
        _ngramTableRows = ngramRows;
        _tokens = new ushort[3 * maxTokens];
        _wordTokens = new ushort[maxTokens];
        Words = new WordReader(maxTokens);
    }

    /// <summary>The normalised words of the last text, as a frame decoder needs them.</summary>
    public WordReader Words { get; }

    /// <summary>The tokens of a text, or null when it is too long for the model.</summary>
    public TokenizedText? Encode(string text)
    {
        if (!Words.Read(text)) return null;
        int count = _tokenizer.Encode(Words.Normalizer, _tokens, _wordTokens);
        if (count < 0) return null;
        var pieces = new ushort[count];
        for (int i = 0; i < count; i++) pieces[i] = _tokens[3 * i];
        return WithNgrams(pieces, Array.ConvertAll(_wordTokens[..Words.Normalizer.WordCount], token => (int)token));
    }

    /// <summary>The tokens of a text, split at random; null when it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="skip">Probability of passing over a longest piece.</param>
    /// <param name="unknown">Probability of reading a word as the unknown piece.</param>
    /// <param name="random">Draws.</param>
    public TokenizedText? Sample(string text, double skip, double unknown, Xoshiro256 random)
    {
        if (!Words.Read(text)) return null;
        _pieces.Clear();
        var wordTokens = new int[Words.Normalizer.WordCount];
        for (int word = 0; word < wordTokens.Length; word++)
        {
            wordTokens[word] = _pieces.Count;
            if (random.Chance(unknown)) _pieces.Add(Checkpoint.UnknownPiece);
            else _sampler.Split(" " + Encoding.UTF8.GetString(Words.Word(word)), skip, random, _pieces);
        }
        _pieces.Add(Checkpoint.EndPiece);
        return 3 * _pieces.Count > _tokens.Length ? null : WithNgrams([.. _pieces], wordTokens);
    }

    private TokenizedText WithNgrams(ushort[] pieces, int[] wordTokens)
    {
        _ngrams.Clear();
        var offsets = new int[wordTokens.Length + 1];
        for (int word = 0; word < wordTokens.Length; word++)
        {
            if (_ngramTableRows > 0) _ngrams.AddRange(_rows.AsSpan(0, NgramRows.Of(Words.Word(word), _ngramTableRows, _rows)));
            offsets[word + 1] = _ngrams.Count;
        }
        return new TokenizedText(pieces, wordTokens, [.. _ngrams], offsets);
    }
}
