using System.Buffers.Binary;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>CONF: the model's shape and the numbers that belong to no layer.</summary>
public static class ConfigSection
{
    public const int Bytes = 128;

    private const int PoolScaleOffset = 60;
    private const int PieceScaleOffset = 64;
    private const int NgramScaleOffset = 66;
    private const int EmbeddingBitsOffset = 100;

    // With 4 bits a token's products fit 32 bits as long as a_e + c * a_g[c] is below this.
    private const int EmbeddingScaleLimit = 1 << 20;

    /// <exception cref="ImageException">The shape is beyond the format's limits.</exception>
    public static byte[] Write(QuantizedModel model)
    {
        ModelConfig config = model.Config;
        Check(config);
        var section = new ByteBuilder();
        int[] fields =
        [
            config.Dim, config.Layers, config.Heads, config.KvHeads, config.HeadDim, config.Hidden, config.MaxTokens,
            config.Causal ? 1 : 0, config.Pieces, config.NgramRows, config.SentenceOutputs, config.TagOutputs, 0,
        ];
        foreach (int value in fields)
        {
            section.U32((uint)value);
        }

        section.U32((uint)model.FinalNorm.Gain);
        section.U32((uint)model.FinalNorm.Shift);
        section.U32((uint)model.PoolScale);
        section.U16(model.PieceScale);
        foreach (ushort scale in model.NgramScale)
        {
            section.U16(scale);
        }

        Require(model.Pieces.Bits == model.Ngrams.Bits, "the embedding tables differ in bits");
        section.U8(model.Pieces.Bits == 8 ? 0 : model.Pieces.Bits);
        section.Reserve(Bytes - section.Count);
        byte[] bytes = section.ToArray();
        CheckEmbedding(bytes);
        return bytes;
    }

    /// <summary>Bits of the embedding tables that a CONF section announces: 8 or 4.</summary>
    public static int EmbeddingBits(ReadOnlySpan<byte> section) => section[EmbeddingBitsOffset] == 0 ? 8 : section[EmbeddingBitsOffset];

    /// <summary>The shape that a CONF section announces, and the rows of the vocabulary head.</summary>
    /// <exception cref="ImageException">The section is not a valid one.</exception>
    public static ModelConfig Read(ReadOnlySpan<byte> section, out int vocabularyRows)
    {
        Require(section.Length == Bytes, $"has {section.Length} bytes, not {Bytes}");
        var fields = new int[13];
        for (int i = 0; i < fields.Length; i++)
        {
            int at = i * sizeof(uint);
            fields[i] = BinaryPrimitives.ReadInt32LittleEndian(section[at..]);
            Require(fields[i] >= 0, $"{(uint)fields[i]} at offset {at} is beyond any limit");
        }

        Require(fields[7] <= 1, $"causal at offset 28 is {fields[7]}, not 0 or 1");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(section[PoolScaleOffset..]) <= QuantizedModel.MaxPoolScale,
            $"pool_a at offset {PoolScaleOffset} is 2^23 or more");
        CheckEmbedding(section);
        Require(!section[(EmbeddingBitsOffset + 1)..].ContainsAnyExcept((byte)0),
            $"reserved bytes from offset {EmbeddingBitsOffset + 1} on are not zero");
        vocabularyRows = fields[12];
        Require(vocabularyRows <= ushort.MaxValue, $"{vocabularyRows} vocabulary rows at offset 48; the engine takes at most 65535");
        var config = new ModelConfig(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7] == 1,
            fields[8], fields[9],
            fields[10], fields[11]);
        Check(config);
        return config;
    }

    private static void CheckEmbedding(ReadOnlySpan<byte> section)
    {
        Require(section[NgramScaleOffset] == 0 && section[NgramScaleOffset + 1] == 0, $"a_g[0] at offset {NgramScaleOffset} is not zero");
        int bits = section[EmbeddingBitsOffset];
        Require(bits is 0 or 4, $"embedding_bits at offset {EmbeddingBitsOffset} is {bits}, not 0 or 4");
        int pieceScale = BinaryPrimitives.ReadUInt16LittleEndian(section[PieceScaleOffset..]);
        for (int count = 0; bits == 4 && count <= NgramRows.MaxFeatures; count++)
        {
            int scale = BinaryPrimitives.ReadUInt16LittleEndian(section[(NgramScaleOffset + 2 * count)..]);
            Require(pieceScale + count * scale < EmbeddingScaleLimit, $"a_e and a_g[{count}] can overflow 32 bits");
        }
    }

    private static void Check(ModelConfig config)
    {
        try
        {
            config.Validate();
        }
        catch (ArgumentException e)
        {
            throw new ImageException($"CONF 0: {e.Message}");
        }

        Require(config.HeadDim <= 256, $"head_dim is {config.HeadDim}; the engine takes at most 256");
        Require(config.Hidden <= 16384, $"hidden is {config.Hidden}; the engine takes at most 16384");
    }

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new ImageException($"CONF 0: {fault}");
        }
    }
}
