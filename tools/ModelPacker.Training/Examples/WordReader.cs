using System.Text;
using NanoLm.Runtime.Text;

namespace ModelPacker.Training.Examples;

/// <summary>Normalises texts with the firmware's own normaliser. Not thread safe.</summary>
public sealed class WordReader(int maxWords)
{
    private const int MaxTextBytes = 4096;

    /// <summary>The normaliser, holding the words of the last text.</summary>
    public Normalizer Normalizer { get; } = new(MaxTextBytes, maxWords);

    /// <summary>The UTF-8 bytes of the last text.</summary>
    public byte[] Input { get; private set; } = [];

    /// <summary>Reads a text; false when it is too long.</summary>
    public bool Read(string text)
    {
        Input = Encoding.UTF8.GetBytes(text);
        return Normalizer.Normalize(Input, Input.Length);
    }

    /// <summary>The bytes of a word of the last text.</summary>
    public ReadOnlySpan<byte> Word(int word) => Normalizer.Text.AsSpan(Normalizer.WordStart[word], Normalizer.WordBytes[word]);
}
