using System.Buffers.Binary;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>CONF: the model's shape and the numbers that belong to no layer.</summary>
public static class ConfigSection
{
    public const int Bytes = 128;

    private const int PoolScaleOffset = 60;

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

        section.Reserve(Bytes - section.Count);
        return section.ToArray();
    }

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
        Require(section[66] == 0 && section[67] == 0, "a_g[0] at offset 66 is not zero");
        Require(!section[100..].ContainsAnyExcept((byte)0), "reserved bytes from offset 100 on are not zero");
        vocabularyRows = fields[12];
        Require(vocabularyRows <= ushort.MaxValue, $"{vocabularyRows} vocabulary rows at offset 48; the engine takes at most 65535");
        var config = new ModelConfig(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7] == 1,
            fields[8], fields[9],
            fields[10], fields[11]);
        Check(config);
        return config;
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
