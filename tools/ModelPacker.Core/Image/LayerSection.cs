using System.Buffers.Binary;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>LAYR: one transformer layer's matrices, fixed-point parameters and SiLU table.</summary>
public static class LayerSection
{
    private const int FixedBytes = 320;
    private const int AttentionNorm = 224;
    private const int FfnNorm = 232;
    private const int Softmax = 240;
    private const int AttentionOutput = 252;
    private const int SwigluShift = 260;
    private const int SiluOffset = 264;
    private const int Reserved = 268;

    public static byte[] Write(QuantizedLayer layer, WeightOrder order)
    {
        var section = new ByteBuilder();
        section.Reserve(FixedBytes);
        Put(section, AttentionNorm, layer.AttentionNorm.Gain, layer.AttentionNorm.Shift);
        Put(section, FfnNorm, layer.FfnNorm.Gain, layer.FfnNorm.Shift);
        Put(section, Softmax, layer.Softmax.Multiplier, layer.Softmax.Shift, layer.Softmax.DiffMin);
        Put(section, AttentionOutput, layer.AttentionOutput.Multiplier, layer.AttentionOutput.Shift);
        Put(section, SwigluShift, layer.SwigluShift);
        int record = 0;
        foreach (QuantizedMatrix matrix in layer.Matrices)
        {
            MatrixRecord.Write(section, record, matrix, order);
            record += MatrixRecord.Bytes;
        }

        section.PutU32(SiluOffset, (uint)section.Align(4));
        section.I16(layer.Silu);
        return section.ToArray();
    }

    /// <summary>Checks a layer's section against the model's shape.</summary>
    /// <exception cref="ImageException">Names section, offset and fault.</exception>
    public static void Check(string name, ReadOnlySpan<byte> section, ModelConfig config)
    {
        if (section.Length < FixedBytes)
        {
            throw new ImageException($"{name}: has {section.Length} bytes; a layer has at least {FixedBytes}");
        }

        (int Rows, int Columns)[] shapes =
        [
            (config.QueryWidth, config.Dim), (config.KvWidth, config.Dim), (config.KvWidth, config.Dim), (config.Dim, config.QueryWidth),
            (config.Hidden, config.Dim), (config.Hidden, config.Dim), (config.Dim, config.Hidden),
        ];
        for (int i = 0; i < shapes.Length; i++)
        {
            MatrixRecord.Check(name, section, i * MatrixRecord.Bytes, FixedBytes, shapes[i].Rows, shapes[i].Columns);
        }

        foreach (int norm in (int[])[AttentionNorm, FfnNorm])
        {
            CheckNorm(name, section, norm);
        }

        Require(name, section, Softmax, value => value >= 1 << 30, "below 2^30");
        Require(name, section, Softmax + 4, value => value is >= 0 and <= 30, "outside 0..30");
        int shift = BinaryPrimitives.ReadInt32LittleEndian(section[(Softmax + 4)..]);
        Require(name, section, Softmax + 8, value =>
            value < 0 && ((long)value << shift) >= int.MinValue, "not below zero, or too far below");
        Require(name, section, AttentionOutput, value => value >= 1 << 30, "below 2^30");
        Require(name, section, AttentionOutput + 4, value =>
            value is >= QuantizedMultiplier.MinShift and <= QuantizedMultiplier.MaxShift, "outside -31..-1");
        Require(name, section, SwigluShift, value => value is >= 1 and <= 31, "outside 1..31");
        int bytes = section.Length;
        Require(name, section, SiluOffset, value =>
            value >= FixedBytes && value % 4 == 0 && value + 512L <= bytes, "no place for a SiLU table");
        if (section[Reserved..FixedBytes].ContainsAnyExcept((byte)0))
        {
            throw new ImageException($"{name}: reserved bytes from offset {Reserved} on are not zero");
        }
    }

    /// <summary>Checks a norm's gain and shift at <paramref name="offset"/>.</summary>
    internal static void CheckNorm(string name, ReadOnlySpan<byte> section, int offset)
    {
        Require(name, section, offset, value => value is >= NormScale.MinGain and < 2 * NormScale.MinGain, "outside [2^29, 2^30)");
        Require(name, section, offset + 4, value => value is >= NormScale.MinShift and <= NormScale.MaxShift, "outside 16..25");
    }

    private static void Put(ByteBuilder section, int offset, params ReadOnlySpan<int> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            section.PutU32(offset + i * sizeof(int), unchecked((uint)values[i]));
        }
    }

    private static void Require(string name, ReadOnlySpan<byte> section, int offset, Func<int, bool> holds, string fault)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(section[offset..]);
        if (!holds(value))
        {
            throw new ImageException($"{name}: {value} at offset {offset} is {fault}");
        }
    }
}
