using System.Text;
using NanoLm.Runtime.Text;
using NanoLm.Runtime.Tokenization;

namespace ModelPacker.Core.Evaluation;

/// <summary>A text as the device reads it: normalised and split by the device's own code. One text after another in the same buffers.</summary>
public sealed class Prompt(byte[] tokenizerSection, int maxTokens)
{
    // A word of a prompt has at least one token; its bytes are bounded by the kernels' 16-bit offsets.
    private const int MaxTextBytes = 65535;

    private readonly Tokenizer tokenizer = new(tokenizerSection);
    private readonly ushort[] tokens = new ushort[3 * maxTokens];
    private readonly ushort[] wordTokens = new ushort[maxTokens];

    /// <summary>The normalised words.</summary>
    public Normalizer Text { get; } = new(MaxTextBytes, maxTokens);

    /// <summary>Number of tokens, the end piece included.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Triples: piece, offset of its word in <see cref="Text"/>, bytes of the word.</summary>
    public ReadOnlySpan<ushort> Tokens => tokens.AsSpan(0, 3 * TokenCount);

    /// <summary>Index of each word's first token.</summary>
    public ReadOnlySpan<ushort> WordTokens => wordTokens.AsSpan(0, Text.WordCount);

    /// <summary>The normalised text's bytes.</summary>
    public ReadOnlySpan<byte> TextBytes => Text.Text.AsSpan(0, Text.TextBytes);

    /// <summary>Takes a text; false when it is too long for the model.</summary>
    public bool TryRead(string text)
    {
        byte[] input = Encoding.UTF8.GetBytes(text);
        TokenCount = Text.Normalize(input, input.Length) ? tokenizer.Encode(Text, tokens, wordTokens) : Tokenizer.TooLong;
        return TokenCount >= 0;
    }
}
