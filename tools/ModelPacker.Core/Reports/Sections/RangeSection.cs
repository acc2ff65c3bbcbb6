using System.Xml.Linq;
using static ModelPacker.Core.Reports.Parts;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>How far activations reach, and where the integers saturate.</summary>
internal static class RangeSection
{
    public static XElement? Write(IReadOnlyList<LayerRange> ranges) => ranges.Count == 0 ? null : Section("ranges", "Activation ranges",
        Scroll("Activation ranges", Figure("Largest magnitude of each activation (bar) and where its integer saturates (line).",
            SvgBarChart.Draw(
                "Activation ranges: " + string.Join("; ", ranges.Select(range => $"{range.Name} {Describe(range)}")),
                [.. ranges.Select(range => new Bar(range.Name, range.Max, range.Clip, Describe(range)))]))));

    private static string Describe(LayerRange range) => $"{Figures.Short(range.Max)}, clipped at {Figures.Short(range.Clip)}";
}
