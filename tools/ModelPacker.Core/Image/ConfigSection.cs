using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>CONF: the model's shape and the numbers that belong to no layer.</summary>
public static class ConfigSection
{
    public const int Bytes = 128;

    /// <summary>Entries of the n-gram scale, by the number of features of a word, 0..16.</summary>
    public const int NgramScales = NgramRows.MaxFeatures + 1;

    /// <exception cref="ImageException">The shape is beyond the format's limits.</exception>
    public static byte[] Write(QuantizedModel model)
    {
        ModelConfig config = model.Config;
        Check(config);
        var section = new ByteBuilder();
        foreach (int value in (int[])[config.Dim, config.Layers, config.Heads, config.KvHeads, config.HeadDim, config.Hidden, config.MaxTokens,
            config.Causal ? 1 : 0, config.Pieces, config.NgramRows, config.SentenceOutputs, config.TagOutputs, 0])
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

    /// <summary>The shape that a CONF section announces.</summary>
    /// <exception cref="ImageException">The section is not a valid one.</exception>
    public static ModelConfig Read(ReadOnlySpan<byte> section)
    {
        if (section.Length != Bytes)
        {
            throw new ImageException($"CONF 0: has {section.Length} bytes, not {Bytes}");
        }

        var fields = new int[13];
        for (int i = 0; i < fields.Length; i++)
        {
            uint value = BitConverter.ToUInt32(section[(i * sizeof(uint))..]);
            fields[i] = value <= int.MaxValue ? (int)value : throw new ImageException($"CONF 0: {value} at offset {i * sizeof(uint)} is beyond any limit");
        }

        if (fields[7] > 1)
        {
            throw new ImageException($"CONF 0: causal at offset 28 is {fields[7]}, not 0 or 1");
        }

        if (section[100..].ContainsAnyExcept((byte)0))
        {
            throw new ImageException("CONF 0: reserved bytes from offset 100 on are not zero");
        }

        var config = new ModelConfig(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7] == 1, fields[8], fields[9],
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

        Require(config.HeadDim <= 256, "head_dim", config.HeadDim, 256);
        Require(config.Hidden <= 16384, "hidden", config.Hidden, 16384);
    }

    private static void Require(bool holds, string field, int value, int limit)
    {
        if (!holds)
        {
            throw new ImageException($"CONF 0: {field} is {value}; the engine takes at most {limit}");
        }
    }
}
