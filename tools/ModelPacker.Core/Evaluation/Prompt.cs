using System.Text;
using NanoLm.Runtime.Text;
using NanoLm.Runtime.Tokenization;

namespace ModelPacker.Core.Evaluation;

/// <summary>A text as the device reads it: normalised and split by the device's own code. One text after another in the same buffers.</summary>
public sealed class Prompt(byte[] tokenizerSection, int maxTokens)
{
    /// <summary>Longest normalised text on the desk.</summary>
    public const int MaxTextBytes = 4096;

    private readonly Tokenizer tokenizer = new(tokenizerSection);

    /// <summary>The normalised words.</summary>
    public Normalizer Text { get; } = new(MaxTextBytes, maxTokens);

    /// <summary>Number of tokens, the end piece included.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Triples: piece, offset of its word in <see cref="Text"/>, bytes of the word; the first <see cref="TokenCount"/> count.</summary>
    public ushort[] Tokens { get; } = new ushort[3 * maxTokens];

    /// <summary>Index of each word's first token.</summary>
    public ushort[] WordTokens { get; } = new ushort[maxTokens];

    /// <summary>Takes a text; false when it is too long for the model.</summary>
    public bool TryRead(string text)
    {
        byte[] input = Encoding.UTF8.GetBytes(text);
        TokenCount = Text.Normalize(input, input.Length) ? tokenizer.Encode(Text, Tokens, WordTokens) : Tokenizer.TooLong;
        return TokenCount >= 0;
    }
}
