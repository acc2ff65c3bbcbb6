namespace ModelPacker.Core.Image;

/// <summary>The four letters that name an image's sections, as little-endian 32-bit numbers (docs/image-format.md).</summary>
public static class SectionType
{
    public const uint Config = 0x464E4F43;
    public const uint Tokenizer = 0x4E4B4F54;
    public const uint Grammar = 0x4D415247;
    public const uint Calibration = 0x494C4143;
    public const uint Pieces = 0x43454950;
    public const uint Ngrams = 0x4D52474E;
    public const uint Rope = 0x45504F52;
    public const uint Layer = 0x5259414C;
    public const uint Head = 0x44414548;
    public const uint Transitions = 0x4E415254;
    public const uint Canaries = 0x414E4143;
    public const uint Provenance = 0x564F5250;
    public const uint Digest = 0x54534744;

    /// <summary>The order in which an image holds its sections.</summary>
    public static IReadOnlyList<uint> Order { get; } =
        [Config, Tokenizer, Grammar, Calibration, Pieces, Ngrams, Rope, Layer, Head, Transitions, Canaries, Provenance, Digest];

    /// <summary>Place of a type in <see cref="Order"/>, or -1.</summary>
    public static int Rank(uint type)
    {
        for (int i = 0; i < Order.Count; i++)
        {
            if (Order[i] == type)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The four letters; bytes that are no capital letter show as '?'.</summary>
    public static string Name(uint type) => string.Create(4, type, static (letters, value) =>
    {
        for (int i = 0; i < letters.Length; i++)
        {
            char letter = (char)(byte)(value >> (8 * i));
            letters[i] = letter is >= 'A' and <= 'Z' ? letter : '?';
        }
    });
}
