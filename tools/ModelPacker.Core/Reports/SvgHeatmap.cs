using System.Globalization;
using System.Xml.Linq;

namespace ModelPacker.Core.Reports;

/// <summary>Counts in rows and columns. What is right is grey, the rest the stronger the larger its part of the row.</summary>
internal static class SvgHeatmap
{
    private const double Cell = 26;
    private const double Faintest = 0.18;

    // Column names are written upwards at this angle.
    private const double Slant = 55;

    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <param name="rows">Names.</param>
    /// <param name="columns">Names.</param>
    /// <param name="counts">By row and column.</param>
    /// <param name="isRight">Whether a cell counts what is right.</param>
    public static XElement Draw(
        string description, IReadOnlyList<string> rows, IReadOnlyList<string> columns, int[,] counts, Func<int, int, bool> isRight)
    {
        double left = 10 + Widest(rows);
        double slanted = Widest(columns);
        double top = 14 + (slanted * Math.Sin(Slant * Math.PI / 180));
        double overhang = slanted * Math.Cos(Slant * Math.PI / 180);
        double width = left + (columns.Count * Cell) + Math.Max(8, overhang - (Cell / 2));
        double height = top + (rows.Count * Cell) + 4;
        return Markup.Element("svg", ("class", "chart heatmap"), ("viewBox", $"0 0 {Markup.Number(width)} {Markup.Number(height)}"),
            ("style", $"width:{Markup.Number(width)}px"), ("role", "img"), ("aria-label", description),
            columns.Select((name, column) => Column(name, left + ((column + 0.5) * Cell), top - 6)),
            rows.Select((name, row) => SvgPlot.Text(left - 8, top + ((row + 0.5) * Cell) + 4, "end", name, "tick")),
            Grid(left, top, rows.Count, columns.Count),
            from row in Enumerable.Range(0, rows.Count)
            from column in Enumerable.Range(0, columns.Count)
            where counts[row, column] > 0
            let ofRow = Enumerable.Range(0, columns.Count).Sum(other => counts[row, other])
            select Square(left + (column * Cell), top + (row * Cell), counts[row, column], (double)counts[row, column] / ofRow, isRight(row, column),
                $"{rows[row]} answered as {columns[column]}: {counts[row, column]}"));
    }

    private static XElement Column(string name, double x, double y)
    {
        XElement text = SvgPlot.Text(x, y, "start", name, "tick");
        text.SetAttributeValue("transform", $"rotate(-{Slant} {Markup.Number(x)} {Markup.Number(y)})");
        return text;
    }

    private static IEnumerable<XElement> Grid(double left, double top, int rows, int columns) =>
    [
        .. Enumerable.Range(0, rows + 1).Select(i => SvgPlot.Line(left, top + (i * Cell), left + (columns * Cell), top + (i * Cell), "grid")),
        .. Enumerable.Range(0, columns + 1).Select(i => SvgPlot.Line(left + (i * Cell), top, left + (i * Cell), top + (rows * Cell), "grid")),
    ];

    private static XElement Square(double x, double y, int count, double share, bool right, string title)
    {
        double strength = Faintest + ((1 - Faintest) * Math.Sqrt(share));
        string tone = right ? "right" : strength > 0.6 ? "wrong strong" : "wrong";
        return Markup.Element("g", ("class", $"cell {tone}"), Markup.Element("title", title),
            Markup.Element("rect", ("x", x + 1), ("y", y + 1), ("width", Cell - 2), ("height", Cell - 2),
                ("fill-opacity", right ? null : Markup.Number(strength))),
            SvgPlot.Text(x + (Cell / 2), y + (Cell / 2) + 4, "middle", count.ToString(CultureInfo.InvariantCulture)));
    }

    private static double Widest(IEnumerable<string> names) => names.Select(name => name.Length).DefaultIfEmpty(0).Max() * SvgPlot.CharacterWidth;
}
