using System.Runtime.InteropServices;
using ModelPacker.Core.Model;

namespace ModelPacker.Core.Image;

/// <summary>TRAN: what moves between the tags of neighbouring words score, int8 [tag_outputs, tag_outputs] of (from, to), in 1/16 nat.</summary>
public static class TransitionSection
{
    /// <summary>Units of a nat.</summary>
    public const int Units = 16;

    private const int Limit = 127;

    /// <summary>The section of transitions that <see cref="Quantize"/> gave.</summary>
    public static byte[] Write(sbyte[] transitions) => MemoryMarshal.AsBytes(transitions.AsSpan()).ToArray();

    /// <summary>The transitions in a section.</summary>
    public static sbyte[] Read(ReadOnlySpan<byte> section) => MemoryMarshal.Cast<byte, sbyte>(section).ToArray();

    /// <summary>A model's transitions in the image's units, saturated; zero for moves that cannot be. Empty where the model has none.</summary>
    public static sbyte[] Quantize(ModelWeights weights)
    {
        WeightTensor transitions = weights.TagTransitions;
        var units = new sbyte[transitions.Values.Length];
        for (int i = 0; i < units.Length; i++)
        {
            if (BioTags.MayFollow(i / transitions.Columns, i % transitions.Columns))
            {
                units[i] = (sbyte)Math.Clamp(MathF.Round(transitions.Values[i] * Units), -Limit, Limit);
            }
        }

        return units;
    }
}
