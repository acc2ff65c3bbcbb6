using System.Buffers.Binary;

namespace ModelPacker.Core.Image;

/// <summary>CALI: how raw confidence becomes percent, and what is refused.</summary>
/// <param name="Threshold">Percent below which a command is refused, 0..100.</param>
/// <param name="Map">Calibrated percent for each raw percent 0..100; never decreasing.</param>
public sealed record CalibrationSection(int Threshold, IReadOnlyList<int> Map)
{
    public const int Bytes = 108;

    /// <summary>A probability of 1 in Q15.</summary>
    public const int One = 32768;

    /// <summary>Raw percents, 0..100.</summary>
    public const int Levels = 101;

    /// <summary>Probability of being out of scope, Q15, from which on a text is refused, 1..32767; 0: no such limit.</summary>
    public int OutOfScopeLimit { get; init; }

    /// <summary>Raw confidence as it is, and nothing refused for lack of it.</summary>
    public static CalibrationSection Identity { get; } = new(0, [.. Enumerable.Range(0, Levels)]);

    /// <exception cref="ImageException">The map has another length, decreases or leaves 0..100.</exception>
    public byte[] Write()
    {
        Check(this);
        var section = new ByteBuilder();
        section.U8(Threshold);
        section.Reserve(1);
        section.U16(OutOfScopeLimit);
        foreach (int percent in Map)
        {
            section.U8(percent);
        }

        section.Reserve(Bytes - section.Count);
        return section.ToArray();
    }

    /// <exception cref="ImageException">The section is not a valid one.</exception>
    public static CalibrationSection Read(ReadOnlySpan<byte> section)
    {
        if (section.Length != Bytes)
        {
            throw new ImageException($"CALI 0: has {section.Length} bytes, not {Bytes}");
        }

        int[] map = [.. section.Slice(4, Levels).ToArray().Select(percent => (int)percent)];
        var read = new CalibrationSection(section[0], map) { OutOfScopeLimit = BinaryPrimitives.ReadUInt16LittleEndian(section[2..]) };
        Check(read);
        return read;
    }

    private static void Check(CalibrationSection section)
    {
        IReadOnlyList<int> map = section.Map;
        if (section.Threshold is < 0 or > 100 || map.Count != Levels)
        {
            throw new ImageException($"CALI 0: threshold {section.Threshold} with {map.Count} levels; it takes 0..100 and {Levels}");
        }

        if (section.OutOfScopeLimit is < 0 or >= One)
        {
            throw new ImageException($"CALI 0: limit {section.OutOfScopeLimit} of being out of scope; it takes 0..{One - 1}");
        }

        for (int i = 0; i < Levels; i++)
        {
            if (map[i] is < 0 or > 100 || (i > 0 && map[i] < map[i - 1]))
            {
                throw new ImageException($"CALI 0: the map gives {map[i]} % for raw {i} %; it must lie in 0..100 and never decrease");
            }
        }
    }
}
