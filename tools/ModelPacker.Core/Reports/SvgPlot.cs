using System.Xml.Linq;

namespace ModelPacker.Core.Reports;

/// <summary>The frame that charts with two axes share: grid lines, ticks, titles, and where values lie in it.</summary>
/// <param name="x">From left to right.</param>
/// <param name="y">From bottom to top.</param>
/// <param name="rightMargin">Room for labels behind the last values, in units of the drawing.</param>
internal sealed class SvgPlot(Axis x, Axis y, double rightMargin = 20)
{
    public const double Width = 440;
    public const double Height = 280;

    /// <summary>About how wide a character of a label is; wide enough for most fonts.</summary>
    public const double CharacterWidth = 7.2;

    private const double Left = 48;
    private const double Top = 30;
    private const double Bottom = 46;

    /// <summary>Horizontal position of a value.</summary>
    public double X(double value) => Left + (x.At(value) * (Right - Left));

    /// <summary>Vertical position of a value.</summary>
    public double Y(double value) => Height - Bottom - (y.At(value) * (Height - Bottom - Top));

    /// <summary>Right end of the plotted area.</summary>
    public double Right => Width - rightMargin;

    /// <summary>The chart with these marks over the frame.</summary>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <param name="marks">Later ones lie over earlier ones.</param>
    public XElement Draw(string description, IEnumerable<XElement> marks) =>
        Markup.Element("svg", ("class", "chart"), ("viewBox", $"0 0 {Width} {Height}"), ("role", "img"), ("aria-label", description), Frame(), marks);

    /// <summary>A text, its anchor being start, middle or end.</summary>
    public static XElement Text(double x, double y, string anchor, string text, string? style = null) =>
        Markup.Element("text", ("x", x), ("y", y), ("text-anchor", anchor), ("class", style), text);

    /// <summary>A straight line.</summary>
    public static XElement Line(double x1, double y1, double x2, double y2, string style) =>
        Markup.Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", style));

    private IEnumerable<XElement> Frame()
    {
        foreach (double tick in y.Ticks)
        {
            yield return Line(Left, Y(tick), Right, Y(tick), "grid");
            yield return Text(Left - 6, Y(tick) + 4, "end", y.Write(tick), "tick");
        }

        double free = double.MinValue;
        foreach (double tick in x.Ticks)
        {
            string label = x.Write(tick);
            double half = label.Length * CharacterWidth / 2;
            yield return Line(X(tick), Height - Bottom, X(tick), Height - Bottom + 4, "axis");
            if (X(tick) - half > free)
            {
                yield return Text(X(tick), Height - Bottom + 17, "middle", label, "tick");
                free = X(tick) + half + 4;
            }
        }

        yield return Line(Left, Height - Bottom, Right, Height - Bottom, "axis");
        yield return Text(0, 14, "start", y.Title, "title");
        yield return Text(Right, Height - 8, "end", x.Title, "title");
    }
}
