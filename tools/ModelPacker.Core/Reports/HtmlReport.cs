using System.Text;
using System.Xml.Linq;
using ModelPacker.Core.Reports.Sections;
using static ModelPacker.Core.Reports.Markup;

namespace ModelPacker.Core.Reports;

/// <summary>
/// A run as one HTML file that needs nothing else: style, charts and the little script that sorts tables are in it, and without the script everything
/// is there as well. The same report gives the same bytes. The file is well-formed XML, too.
/// </summary>
public static class HtmlReport
{
    /// <summary>The file's text, to be stored as UTF-8.</summary>
    public static string Write(RunReport report)
    {
        XElement[] sections =
        [
            .. new[]
            {
                StageSection.Write(report.Stages),
                CurveSection.Write(report.Stages),
                ConfusionSection.Write(report.Development),
                ScoreSection.Intents(report.Development),
                ScoreSection.Slots(report.Development),
                ConfidenceSection.Write(report.Development),
                MistakeSection.Write(report.Development),
                RangeSection.Write(report.Ranges),
                Facts(report.Facts),
            }.OfType<XElement>(),
        ];
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
        Append(html, Element("title", $"{report.Title}: training report"));
        html.Append("<style>\n").Append(Resource("report.css")).Append("</style>\n</head>\n<body>\n");
        Append(html, SummarySection.Write(report));
        Append(html, Contents(sections));
        html.Append("<main>\n");
        foreach (XElement section in sections)
        {
            Append(html, section);
        }

        html.Append("</main>\n<script>\n").Append(Resource("report.js")).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static XElement Contents(IEnumerable<XElement> sections) => Element("nav", ("aria-label", "sections"), Element("ul",
        sections.Select(section => Element("li", Element("a", ("href", "#" + section.Attribute("id")!.Value), section.Element("h2")!.Value)))));

    private static XElement? Facts(IReadOnlyList<(string Name, string Value)> facts) => facts.Count == 0 ? null : Parts.Section("facts", "Facts",
        Element("dl", ("class", "facts"), facts.Select(fact => new[] { Element("dt", fact.Name), Element("dd", fact.Value) })));

    private static void Append(StringBuilder html, XElement element) =>
        html.Append(element.ToString(SaveOptions.DisableFormatting)).Append('\n');

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
