using System.Xml.Linq;

namespace ModelPacker.Core.Reports;

/// <summary>A point of a scatter chart.</summary>
/// <param name="Label">Written beside it.</param>
/// <param name="Detail">Shown under the pointer.</param>
/// <param name="Radius">In units of the drawing.</param>
/// <param name="Interval">Ends of a vertical whisker; null: none.</param>
/// <param name="Joined">Whether a line goes through it, from one such point to the next.</param>
internal sealed record ScatterPoint(
    double X, double Y, string Label, string Detail, double Radius = 5, (double Low, double High)? Interval = null, bool Joined = false);

/// <summary>Named points, on request with the line on which x and y are equal.</summary>
internal static class SvgScatter
{
    private const double TextHeight = 13;

    public static XElement Draw(string description, Axis x, Axis y, IReadOnlyList<ScatterPoint> points, bool diagonal = false)
    {
        var plot = new SvgPlot(x, y);
        var marks = new List<XElement>();
        if (diagonal)
        {
            double from = Math.Max(x.Ticks[0], y.Ticks[0]);
            double to = Math.Min(x.Ticks[^1], y.Ticks[^1]);
            marks.Add(SvgPlot.Line(plot.X(from), plot.Y(from), plot.X(to), plot.Y(to), "reference"));
        }

        marks.Add(Markup.Element("polyline", ("class", "path"), ("points", string.Join(' ',
            points.Where(p => p.Joined).Select(p => $"{Markup.Number(plot.X(p.X))},{Markup.Number(plot.Y(p.Y))}")))));
        marks.AddRange(points.Where(p => p.Interval is not null).Select(p =>
            SvgPlot.Line(plot.X(p.X), plot.Y(p.Interval!.Value.Low), plot.X(p.X), plot.Y(p.Interval.Value.High), "whisker")));
        marks.AddRange(points.Select(p => Markup.Element("circle", ("class", "point"), ("cx", plot.X(p.X)), ("cy", plot.Y(p.Y)), ("r", p.Radius),
            Markup.Element("title", p.Detail))));
        marks.AddRange(Labels(plot, points));
        return plot.Draw(description, marks);
    }

    // Each label goes to the first side of its point where it covers neither a point nor an earlier label.
    private static IEnumerable<XElement> Labels(SvgPlot plot, IReadOnlyList<ScatterPoint> points)
    {
        List<Box> taken = [.. points.Select(p => Box.Around(plot.X(p.X), plot.Y(p.Y), p.Radius, p.Radius))];
        foreach (ScatterPoint point in points.Where(p => p.Label.Length > 0))
        {
            double width = point.Label.Length * SvgPlot.CharacterWidth;
            double x = plot.X(point.X);
            double y = plot.Y(point.Y);
            double aside = point.Radius + 4 + (width / 2);
            double above = point.Radius + 3 + (TextHeight / 2);
            Box[] places =
            [
                .. new[] { (aside, 0), (-aside, 0), (0, -above), (0, above), (aside, -above), (-aside, -above), (aside, above), (-aside, above) }
                    .Select(move => Box.Around(x + move.Item1, y + move.Item2, width / 2, TextHeight / 2)),
            ];
            Box place = places.FirstOrDefault(box => box.IsInside && !taken.Any(box.Overlaps), places[0]);
            taken.Add(place);
            yield return SvgPlot.Text(place.CentreX, place.Bottom - 3, "middle", point.Label, "label");
        }
    }

    private sealed record Box(double Left, double Top, double Right, double Bottom)
    {
        public static Box Around(double x, double y, double halfWidth, double halfHeight) =>
            new(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);

        public double CentreX => (Left + Right) / 2;

        public bool IsInside => Left >= 50 && Right <= SvgPlot.Width && Top >= 18 && Bottom <= SvgPlot.Height - 46;

        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
