using System.Xml.Linq;

namespace ModelPacker.Core.Reports;

/// <summary>A curve.</summary>
/// <param name="Name">Written at its end.</param>
/// <param name="Points">By ascending x; those that are not finite are left out.</param>
internal sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A point of a curve that is worth a name.</summary>
internal sealed record LineMark(double X, double Y, string Label);

/// <summary>Curves over a common x, each with its name at its end; values show under the pointer.</summary>
internal static class SvgLineChart
{
    private const int MostDots = 40;
    private const double LineHeight = 15;

    public static XElement Draw(string description, Axis x, Axis y, IReadOnlyList<LineSeries> series, params LineMark[] marks)
    {
        LineSeries[] drawn =
        [
            .. series.Select(one => one with { Points = [.. one.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))] })
                .Where(one => one.Points.Count > 0),
        ];
        double label = drawn.Length == 0 ? 0 : drawn.Max(one => one.Name.Length) * SvgPlot.CharacterWidth;
        var plot = new SvgPlot(x, y, Math.Max(20, label + 10));
        double[] labels = LabelPositions([.. drawn.Select(one => plot.Y(one.Points[^1].Y))]);
        return plot.Draw(description, [.. drawn.SelectMany((one, i) => Curve(plot, x, y, one, i, labels[i])), .. marks.SelectMany(mark => Mark(plot, mark))]);
    }

    private static IEnumerable<XElement> Curve(SvgPlot plot, Axis x, Axis y, LineSeries series, int index, double labelY)
    {
        yield return Markup.Element("polyline", ("class", $"line s{index}"),
            ("points", string.Join(' ', series.Points.Select(p => $"{Markup.Number(plot.X(p.X))},{Markup.Number(plot.Y(p.Y))}"))));
        yield return SvgPlot.Text(plot.X(series.Points[^1].X) + 7, labelY + 4, "start", series.Name, $"label s{index}");
        int stride = (series.Points.Count + MostDots - 1) / MostDots;
        string style = stride == 1 ? $"dot s{index}" : "target";
        for (int i = series.Points.Count - 1; i >= 0; i -= stride)
        {
            (double X, double Y) point = series.Points[i];
            yield return Markup.Element("circle", ("class", style), ("cx", plot.X(point.X)), ("cy", plot.Y(point.Y)), ("r", stride == 1 ? 2.5 : 6),
                Markup.Element("title", $"{series.Name}: {y.Write(point.Y)} at {x.Write(point.X)}"));
        }
    }

    private static IEnumerable<XElement> Mark(SvgPlot plot, LineMark mark)
    {
        // To where there is more room.
        bool toLeft = plot.X(mark.X) > SvgPlot.Width / 2;
        double beside = plot.Y(mark.Y) + (plot.Y(mark.Y) > SvgPlot.Height / 2 ? -11 : 20);
        yield return Markup.Element("circle", ("class", "mark"), ("cx", plot.X(mark.X)), ("cy", plot.Y(mark.Y)), ("r", 5));
        yield return SvgPlot.Text(plot.X(mark.X) + (toLeft ? -4 : 4), beside, toLeft ? "end" : "start", mark.Label, "label");
    }

    // Moves names that would overlap apart, from the top down.
    private static double[] LabelPositions(double[] ends)
    {
        double[] positions = [.. ends];
        double free = double.MinValue;
        foreach (int i in Enumerable.Range(0, ends.Length).OrderBy(i => ends[i]))
        {
            positions[i] = Math.Max(ends[i], free);
            free = positions[i] + LineHeight;
        }

        return positions;
    }
}
