using System.Xml.Linq;

namespace ModelPacker.Core.Reports;

/// <summary>A horizontal bar.</summary>
/// <param name="Label">Before it.</param>
/// <param name="Value">Its length, not negative; what is not finite has none.</param>
/// <param name="Mark">Where it has a tick across; null, or not finite: nowhere.</param>
/// <param name="Text">Behind it.</param>
internal sealed record Bar(string Label, double Value, double? Mark, string Text);

/// <summary>Horizontal bars from a common zero.</summary>
internal static class SvgBarChart
{
    private const double Width = 640;
    private const double RowHeight = 20;
    private const double BarHeight = 11;
    private const double MarkOverhang = 3;

    public static XElement Draw(string description, IReadOnlyList<Bar> bars)
    {
        double left = 12 + Widest(bars.Select(bar => bar.Label));
        double room = Width - left - Widest(bars.Select(bar => bar.Text)) - 12;
        double most = bars.Select(bar => Math.Max(bar.Value, bar.Mark ?? 0)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        double unit = most > 0 ? room / most : 0;
        return Markup.Element("svg", ("class", "chart bars"), ("viewBox", $"0 0 {Width} {bars.Count * RowHeight}"), ("role", "img"),
            ("aria-label", description), bars.SelectMany((bar, i) => Row(bar, i * RowHeight, left, unit)));
    }

    private static IEnumerable<XElement> Row(Bar bar, double top, double left, double unit)
    {
        double y = top + ((RowHeight - BarHeight) / 2);
        double baseline = top + (RowHeight / 2) + 4;
        yield return SvgPlot.Text(left - 8, baseline, "end", bar.Label, "tick");
        double length = double.IsFinite(bar.Value) ? bar.Value * unit : 0;
        double mark = bar.Mark is { } at && double.IsFinite(at) ? at * unit : 0;
        yield return Markup.Element("rect", ("class", "bar"), ("x", left), ("y", y), ("width", length), ("height", BarHeight),
            Markup.Element("title", $"{bar.Label}: {bar.Text}"));
        if (mark > 0)
        {
            yield return SvgPlot.Line(left + mark, y - MarkOverhang, left + mark, y + BarHeight + MarkOverhang, "clip");
        }

        yield return SvgPlot.Text(left + Math.Max(length, mark) + 8, baseline, "start", bar.Text, "tick");
    }

    private static double Widest(IEnumerable<string> texts) => texts.Select(text => text.Length).DefaultIfEmpty(0).Max() * SvgPlot.CharacterWidth;
}
