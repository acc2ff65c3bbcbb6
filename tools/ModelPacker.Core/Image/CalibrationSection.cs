namespace ModelPacker.Core.Image;

/// <summary>CALI: how raw confidence becomes percent, and below which percent a command is refused.</summary>
/// <param name="Threshold">Percent, 0..100.</param>
/// <param name="Map">Calibrated percent for each raw percent 0..100; never decreasing.</param>
public sealed record CalibrationSection(int Threshold, IReadOnlyList<int> Map)
{
    public const int Bytes = 108;

    /// <summary>Raw percents, 0..100.</summary>
    public const int Levels = 101;

    /// <summary>Raw confidence as it is, and nothing refused for lack of it.</summary>
    public static CalibrationSection Identity { get; } = new(0, [.. Enumerable.Range(0, Levels)]);

    /// <exception cref="ImageException">The map has another length, decreases or leaves 0..100.</exception>
    public byte[] Write()
    {
        Check(Threshold, Map);
        var section = new ByteBuilder();
        section.U8(Threshold);
        section.Reserve(3);
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
        Check(section[0], map);
        return new CalibrationSection(section[0], map);
    }

    private static void Check(int threshold, IReadOnlyList<int> map)
    {
        if (threshold is < 0 or > 100 || map.Count != Levels)
        {
            throw new ImageException($"CALI 0: threshold {threshold} with {map.Count} levels; it takes 0..100 and {Levels}");
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
