using System.Xml.Linq;
using ModelPacker.Core.Evaluation;
using static ModelPacker.Core.Reports.Markup;

namespace ModelPacker.Core.Reports;

/// <summary>A cell of a table.</summary>
/// <param name="Content">A string, or elements.</param>
/// <param name="Value">What the column is sorted by; also makes it a column of figures. Null: text.</param>
internal sealed record Cell(object? Content, double? Value = null)
{
    // Sorts before all figures.
    private const double Nothing = -1;

    /// <summary>A share in percent, with the counts under the pointer.</summary>
    public static Cell Of(Tally tally) => tally.Share is null
        ? new Cell(Figures.Unknown, Nothing)
        : new Cell(Element("span", ("title", $"{tally.Right} of {tally.Of}"), Figures.Percent(tally.Share)), tally.Share);

    /// <summary>A share in percent.</summary>
    public static Cell Of(double? share) => new(Figures.Percent(share), share ?? Nothing);

    /// <summary>A count.</summary>
    public static Cell Of(long count) => new(Figures.Count(count), count);
}

/// <summary>What the sections are made of.</summary>
internal static class Parts
{
    /// <summary>A section with its heading.</summary>
    /// <param name="id">Of the link to it.</param>
    /// <param name="heading">What the section answers.</param>
    /// <param name="content">As <see cref="Element"/> takes it.</param>
    public static XElement Section(string id, string heading, params object?[] content) =>
        Element("section", ("id", id), Element("h2", heading), content);

    /// <summary>A table whose first column names the rows; wide ones scroll by themselves.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="headers">Of the columns.</param>
    /// <param name="rows">As many cells each.</param>
    /// <param name="sortable">Whether a click on a header may sort it.</param>
    public static XElement Table(string caption, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows, bool sortable = false)
    {
        bool IsFigure(int column) => rows.Count > 0 && rows[0][column].Value is not null;
        return Scroll(caption, Element("table", ("class", sortable ? "sortable" : null),
            Element("caption", caption),
            Element("thead", Element("tr", headers.Select((header, column) =>
                Element("th", ("scope", "col"), ("class", IsFigure(column) ? "n" : null), header)))),
            Element("tbody", rows.Select(row => Element("tr", row.Select((cell, column) => TableCell(cell, column)))))));
    }

    /// <summary>Something that may be wider than the window and then scrolls by itself, also by keyboard.</summary>
    public static XElement Scroll(string name, XElement content) =>
        Element("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", name), content);

    /// <summary>A chart with its title, and a remark where one is needed.</summary>
    public static XElement Figure(string title, XElement chart, string? remark = null) => Element("figure",
        Element("figcaption", Element("b", title), remark is null ? null : Element("span", " " + remark)), chart);

    /// <summary>Figures in two columns where there is room.</summary>
    public static XElement Columns(params object?[] figures) => Element("div", ("class", "columns"), figures);

    private static XElement TableCell(Cell cell, int column) => column == 0
        ? Element("th", ("scope", "row"), cell.Content)
        : Element("td", ("class", cell.Value is null ? null : "n"),
            ("data-sort", cell.Value?.ToString("r", System.Globalization.CultureInfo.InvariantCulture)), cell.Content);
}
