using System.Globalization;
using System.Xml.Linq;
using ModelPacker.Core.Reports;

namespace ModelPacker.Core.Tests.Reports;

public class ChartTests
{
    private const string Hostile = "<script>alert(\"1\")</script>&'\u202E\u0001";

    private static readonly Axis Share = Axis.Share("right", [0, 1]);
    private static readonly Axis Step = Axis.Linear("step", [0, 100], "n0");

    [Fact]
    public void A_line_chart_has_a_curve_for_each_series_and_the_values_under_the_pointer()
    {
        XElement chart = Read(SvgLineChart.Draw("curves", Step, Share,
            [new LineSeries("a", [(0, 0), (50, 0.5), (100, 1)]), new LineSeries("b", [(10, 0.2), (20, double.NaN), (30, 0.4)]), new LineSeries("none", [])],
            new LineMark(50, 0.5, "here")));
        Assert.Equal(2, chart.Elements("polyline").Count());
        Assert.Equal(["b: 40\u00A0% at 30", "b: 20\u00A0% at 10"], chart.Elements("circle").Elements("title").Select(title => title.Value).TakeLast(2));
        Assert.Contains(chart.Elements("text"), text => text.Value == "here");
        double[] y = [.. Points(chart.Element("polyline")!).Select(point => point.Y)];
        Assert.Equal(y[1], (y[0] + y[2]) / 2, 2);
        Assert.True(y[0] > y[2], "larger values are higher up");
    }

    [Fact]
    public void Names_of_curves_that_end_together_do_not_overlap()
    {
        XElement chart = Read(SvgLineChart.Draw("curves", Step, Share,
            [new LineSeries("a", [(0, 0), (100, 0.9)]), new LineSeries("b", [(0, 0), (100, 0.9)]), new LineSeries("c", [(0, 0), (100, 0.91)])]));
        double[] y = [.. chart.Elements("text").Where(text => text.Value is "a" or "b" or "c").Select(text => Number(text, "y")).Order()];
        Assert.True(y[1] - y[0] >= 15 && y[2] - y[1] >= 15);
    }

    [Fact]
    public void A_long_curve_has_few_targets_for_the_pointer_among_them_its_end()
    {
        XElement chart = Read(SvgLineChart.Draw("curve", Step, Share, [new LineSeries("a", [.. Enumerable.Range(0, 5000).Select(i => (i / 50.0, 0.5))])]));
        Assert.InRange(chart.Elements("circle").Count(), 20, 40);
        Assert.Contains(chart.Elements("circle"), circle => circle.Value.EndsWith("at 100", StringComparison.Ordinal));
        Assert.Equal(5000, Points(chart.Element("polyline")!).Length);
    }

    [Fact]
    public void A_scatter_has_a_point_with_label_and_whisker_where_the_values_are()
    {
        XElement chart = Read(SvgScatter.Draw("points", Step, Share,
            [new ScatterPoint(0, 0, "low", "first", 3), new ScatterPoint(100, 1, "high", "second", 5, (0.5, 1), Joined: true)], diagonal: true));
        XElement[] points = [.. chart.Elements("circle")];
        Assert.Equal(["first", "second"], points.Select(point => point.Value));
        Assert.True(Number(points[0], "cx") < Number(points[1], "cx") && Number(points[0], "cy") > Number(points[1], "cy"));
        XElement whisker = Assert.Single(chart.Elements("line"), line => (string?)line.Attribute("class") == "whisker");
        Assert.Equal((Number(points[0], "cy") + Number(points[1], "cy")) / 2, Number(whisker, "y1"), 2);
        Assert.Equal((Number(points[1], "cx"), Number(points[1], "cy")), Assert.Single(Points(chart.Element("polyline")!)));
        Assert.Single(chart.Elements("line"), line => (string?)line.Attribute("class") == "reference");
    }

    [Fact]
    public void Labels_of_points_at_the_same_place_do_not_overlap()
    {
        ScatterPoint[] same = [.. new[] { "quantised", "packed", "pruned", "distilled" }.Select(name => new ScatterPoint(50, 0.5, name, name))];
        XElement chart = Read(SvgScatter.Draw("points", Step, Share, same));
        XElement[] labels = [.. chart.Elements("text").Where(text => (string?)text.Attribute("class") == "label")];
        Assert.Equal(4, labels.Length);
        Assert.Equal(4, labels.Select(label => (Number(label, "x"), Number(label, "y"))).Distinct().Count());
    }

    [Fact]
    public void Bars_are_as_long_as_their_values_to_one_another()
    {
        XElement chart = Read(SvgBarChart.Draw("bars", [new Bar("a", 2, 1, "two"), new Bar("b", 4, null, "four"), new Bar("none", 0, null, "zero"),
            new Bar("lost", double.NaN, double.PositiveInfinity, "NaN")]));
        double[] widths = [.. chart.Elements("rect").Select(rect => Number(rect, "width"))];
        Assert.Equal(4, widths.Length);
        Assert.Equal(2 * widths[0], widths[1], 1);
        Assert.Equal([0, 0], widths[2..]);
        XElement mark = Assert.Single(chart.Elements("line"));
        Assert.Equal(Number(chart.Element("rect")!, "x") + (widths[0] / 2), Number(mark, "x1"), 1);
    }

    [Fact]
    public void A_heatmap_shows_what_occurs_and_tells_right_from_wrong()
    {
        XElement chart = Read(SvgHeatmap.Draw("matrix", ["a", "b"], ["a", "b", "refused"], new[,] { { 5, 1, 0 }, { 0, 0, 3 } }, (row, column) => row == column));
        XElement[] cells = [.. chart.Elements("g")];
        Assert.Equal(["a answered as a: 5", "a answered as b: 1", "b answered as refused: 3"], cells.Select(cell => cell.Element("title")!.Value));
        Assert.Equal(["cell right", "cell wrong", "cell wrong strong"], cells.Select(cell => cell.Attribute("class")!.Value));
        Assert.Equal(["5", "1", "3"], cells.Select(cell => cell.Element("text")!.Value));
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        string shown = SafeText.Clean(Hostile);
        XElement[] charts =
        [
            SvgLineChart.Draw(Hostile, Step, Share, [new LineSeries(Hostile, [(1, 1)])], new LineMark(1, 1, Hostile)),
            SvgScatter.Draw(Hostile, Step, Share, [new ScatterPoint(1, 1, Hostile, Hostile)]),
            SvgBarChart.Draw(Hostile, [new Bar(Hostile, 1, 1, Hostile)]),
            SvgHeatmap.Draw(Hostile, [Hostile], [Hostile], new[,] { { 1 } }, (_, _) => false),
        ];
        Assert.All(charts.Select(Read), chart =>
        {
            Assert.Equal(shown, chart.Attribute("aria-label")!.Value);
            Assert.Contains(chart.Descendants("text"), text => text.Value == shown);
            Assert.Empty(chart.Descendants("script"));
        });
    }

    private static XElement Read(XElement chart) => XDocument.Parse(chart.ToString()).Root!;

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static (double X, double Y)[] Points(XElement line) =>
    [
        .. line.Attribute("points")!.Value.Split(' ').Select(point => point.Split(','))
            .Select(xy => (double.Parse(xy[0], CultureInfo.InvariantCulture), double.Parse(xy[1], CultureInfo.InvariantCulture))),
    ];
}
