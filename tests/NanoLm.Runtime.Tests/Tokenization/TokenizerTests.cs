using System.Text;
using CsCheck;
using Microsoft.ML.Tokenizers;
using ModelPacker.Core.Image;
using Tokenizer = NanoLm.Runtime.Tokenization.Tokenizer;

namespace NanoLm.Runtime.Tests.Tokenization;

public class TokenizerTests
{
    private const string Unknown = "<unk>", End = "<end>";

    private static readonly Gen<string> Text = Gen.Char["abc d"].Array[0, 30].Select(letters => new string(letters));

    private static readonly Gen<string[]> Vocabularies =
        Gen.Select(Gen.Bool, Gen.Char["abcé"].Array[1, 4], (starts, letters) => (starts ? " " : "") + new string(letters))
            .Array[0, 30].Select(pieces => (string[])[Unknown, End, .. pieces.Distinct()]);

    [Fact]
    public void The_longest_piece_is_taken_as_in_a_naive_restatement() => Gen.Select(Vocabularies, Text).Sample((pieces, text) =>
    {
        var words = Words.Of(text);
        var tokens = new ushort[3 * (words.TextBytes + words.WordCount + 1)];
        var wordTokens = new ushort[words.WordCount];
        var count = new Tokenizer(TrieBuilder.Build(pieces, 0, 1)).Encode(words, tokens, wordTokens);

        var expected = new List<int>();
        for (var w = 0; w < words.WordCount; w++)
        {
            var first = expected.Count;
            Assert.Equal(first, wordTokens[w]);
            expected.AddRange(Greedy(pieces, " " + words.Word(w)));
            Assert.Equal(words.WordStart[w], tokens[3 * first + 1]);
            Assert.Equal(words.WordBytes[w], tokens[3 * first + 2]);
            for (var t = first + 1; t < expected.Count; t++)
                Assert.Equal(0, tokens[3 * t + 1] + tokens[3 * t + 2]);
        }

        expected.Add(1);
        Assert.Equal(expected, Pieces(tokens, count));
    }, iter: 2000);

    [Fact]
    public void Agrees_with_word_piece_of_microsoft_ml_tokenizers() => Gen.Select(Vocabularies, Text).Sample((pieces, text) =>
    {
        // WordPiece gives up on the whole word where ours keeps the matched head: compare on vocabularies that cover all letters.
        string[] covering = [.. pieces.Union("abcd".SelectMany(c => new[] { $" {c}", $"{c}" }))];
        var ours = new Tokenizer(TrieBuilder.Build(covering, 0, 1));
        var lines = covering.Select(p => p[0] is ' ' or '<' ? p.TrimStart() : "##" + p);
        using var vocabulary = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var oracle = WordPieceTokenizer.Create(vocabulary, new WordPieceOptions { UnknownToken = Unknown });

        var words = Words.Of(text);
        var tokens = new ushort[3 * 100];
        var count = ours.Encode(words, tokens, new ushort[40]);
        Assert.Equal(oracle.EncodeToIds(words.Text()), Pieces(tokens, count - 1));
    }, iter: 300);

    [Fact]
    public void Too_few_places_are_told()
    {
        var tokenizer = new Tokenizer(TrieBuilder.Build([Unknown, End, " a", "b"], 0, 1));
        var words = Words.Of("ab ab");
        Assert.Equal(5, tokenizer.Encode(words, new ushort[15], new ushort[2]));
        Assert.Equal(Tokenizer.TooLong, tokenizer.Encode(words, new ushort[14], new ushort[2]));
        Assert.Equal(Tokenizer.TooLong, tokenizer.Encode(words, new ushort[15], new ushort[1]));
        Assert.Equal(Tokenizer.TooLong, tokenizer.Encode(Words.Of(""), new ushort[2], []));
    }

    [Fact]
    public void A_damaged_section_is_refused_or_encodes_within_bounds()
    {
        var section = TrieBuilder.Build([Unknown, End, " a", " ab", "b", "c"], 0, 1);
        for (var bytes = 0; bytes < section.Length; bytes++)
            Assert.Throws<ImageFormatException>(() => new Tokenizer(section[..bytes]));
        var words = Words.Of("abc cab");
        Gen.Select(Gen.Int[0, section.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var damaged = (byte[])section.Clone();
            damaged[at] = value;
            try
            {
                var count = new Tokenizer(damaged).Encode(words, new ushort[60], new ushort[2]);
                Assert.InRange(count, 3, 10);
            }
            catch (ImageFormatException)
            {
            }
        });
    }

    [Fact]
    public void The_trie_is_deterministic_and_tight()
    {
        string[] pieces = [Unknown, End, .. Enumerable.Range(0, 3000).Select(i => $" {Convert.ToString(i, 8)}x"),
            .. "01234567x".Select(c => $"{c}")];
        var section = TrieBuilder.Build(pieces, 0, 1);
        Assert.Equal(section, TrieBuilder.Build(pieces, 0, 1));
        var nodes = pieces.Skip(2).SelectMany(p => Enumerable.Range(1, p.Length).Select(n => p[..n])).Distinct().Count();
        Assert.InRange(BitConverter.ToUInt16(section), nodes + 1, (int)(1.1 * nodes));
    }

    [Fact]
    public void Bad_vocabularies_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TrieBuilder.Build([Unknown, End, "a", "a"], 0, 1));
        Assert.Throws<ArgumentException>(() => TrieBuilder.Build([Unknown, End, ""], 0, 1));
        Assert.Throws<ArgumentException>(() => TrieBuilder.Build([Unknown], 0, 1));
        Assert.Throws<ArgumentException>(() => TrieBuilder.Build([], 0, 0));
    }

    private static List<int> Pieces(ushort[] tokens, int count) => [.. Enumerable.Range(0, count).Select(t => (int)tokens[3 * t])];

    private static IEnumerable<int> Greedy(string[] pieces, string word)
    {
        while (word != "")
        {
            var best = pieces.Skip(2).Where(p => word.StartsWith(p, StringComparison.Ordinal)).MaxBy(p => p.Length);
            yield return best is null ? 0 : Array.IndexOf(pieces, best);
            word = best is null ? "" : word[best.Length..];
        }
    }
}
