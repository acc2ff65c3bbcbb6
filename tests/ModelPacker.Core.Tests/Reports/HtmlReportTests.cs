using System.Xml.Linq;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Reports;
using ModelPacker.Core.Schemas;
using ModelPacker.Core.Tests.Image;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Tests.Reports;

public class HtmlReportTests
{
    private static readonly StageRecord[] Stages =
    [
        new("baseline", "n-grams", 1_200_000, 0, 1_300_000, 6, 0.95, null, null, []),
        new("teacher", "large", 3_900_000, 3_000_000, 4_000_000, 389, 0.99, 0.98, 0.99,
            [new(20, 3, null, null), new(40, 2, 0.5, 0.6), new(60, 1, 0.9, 0.95)]),
        new("packed", "INT8", 700_000, 300_000, 730_000, 4, 0.985, 0.975, 0.985, []),
    ];

    private static readonly LayerRange[] Ranges = [new("residual", 12, 6), new("layer 0 query", 8, 7.5)];

    [Fact]
    public void Everything_is_there_in_its_order()
    {
        XElement html = Read(Report(Mixed()));
        Assert.Equal(["stages", "curves", "confusions", "intents", "slots", "confidence", "mistakes", "ranges", "facts"],
            html.Descendants("section").Select(section => section.Attribute("id")!.Value));
        Assert.Equal(html.Descendants("section").Select(section => "#" + section.Attribute("id")!.Value),
            html.Descendants("nav").Descendants("a").Select(link => link.Attribute("href")!.Value));
        Assert.Contains("40.0\u00A0% of 5 commands entirely right, 50.0\u00A0% of 2 other texts refused, from 713\u00A0KiB", html.Descendants("p").First().Value);
        Assert.Contains("teacher, computes 10 times as much for +0.5 points", html.Descendants("p").First().Value);
    }

    [Fact]
    public void Stages_tell_their_change_against_the_one_before()
    {
        XElement section = Section(Read(Report(Mixed())), "stages");
        string[][] rows = [.. section.Descendants("tbody").First().Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
        Assert.Equal(["teacher", "98.0 %", "99.0 %+4.0", "99.0 %", "3,900,000+225 %", "3,000,000", "4,000,000+208 %", "6 min 29 s"],
            rows[1].Select(Spaces));
        Assert.Equal(["packed", "97.5 %−0.5", "98.5 %−0.5", "98.5 %−0.5", "700,000−82 %", "300,000−90 %", "730,000−82 %", "4.0 s"], rows[2].Select(Spaces));
        Assert.Equal(2, section.Descendants("svg").Count());
    }

    [Fact]
    public void A_report_of_an_image_alone_leaves_out_what_it_has_not()
    {
        XElement html = Read(HtmlReport.Write(new RunReport("lamp", [], [Stages[^1]], Mixed(), [])));
        Assert.Equal(["stages", "confusions", "intents", "slots", "confidence", "mistakes"],
            html.Descendants("section").Select(section => section.Attribute("id")!.Value));
        Assert.Empty(Section(html, "stages").Descendants("svg"));
    }

    [Fact]
    public void Without_texts_and_stages_there_is_still_a_report() =>
        Assert.Contains("no labelled command", Read(HtmlReport.Write(new RunReport("lamp", [], [], Judge(), []))).Descendants("p").First().Value);

    [Fact]
    public void The_file_needs_nothing_else_and_is_the_same_each_time()
    {
        string html = Report(Mixed());
        Assert.All(["http", "src=", "url(", "@import", "<link"], outside => Assert.DoesNotContain(outside, html));
        Assert.Equal(html, Report(Mixed()));
    }

    [Fact]
    public void The_most_confident_wrong_answers_come_first_and_refused_commands_last()
    {
        XElement[] rows = [.. Section(Read(Report(Mixed())), "mistakes").Descendants("tbody").Single().Elements("tr")];
        Assert.Equal(["90", "80", "40", "70"], rows.Select(row => row.Elements().First().Value.Split('\u00A0')[0]));
        XElement[] cells = [.. rows[1].Elements()];
        Assert.Equal("light_set room=kitchen level=40", cells[2].Value);
        Assert.Equal("light_set level=40", cells[3].Value);
        Assert.Equal(["room=kitchen"], cells[2].Elements("bdi").Where(part => part.Attribute("class") is not null).Select(part => part.Value));
        Assert.Equal("refused as not sure enough; otherwise light_set level=40", rows[3].Elements().Last().Value);
    }

    [Fact]
    public void At_most_a_hundred_mistakes_are_shown_and_the_rest_is_counted()
    {
        XElement section = Section(Read(Report(Judge([.. Enumerable.Repeat(Row(0, [], 1, [], 50), 130)]))), "mistakes");
        Assert.Equal(100, section.Descendants("tbody").Single().Elements("tr").Count());
        Assert.Contains("130 of 130 texts", section.Element("p")!.Value);
    }

    [Fact]
    public void Of_many_intents_the_matrix_shows_those_that_were_confused()
    {
        var schema = new Schema("many", [], [.. Enumerable.Range(0, 40).Select(i => new Intent($"intent{i}", []))], []);
        IEnumerable<AnswerComparison> right = Enumerable.Range(0, 40).Select(i => Compare(schema, "text", i, [], i, [], 90));
        var report = new EvaluationReport(schema, [.. right, Compare(schema, "text", 3, [], 7, [], 60), Compare(schema, "text", 9, [], -1, [], 10)]);
        XElement section = Section(Read(HtmlReport.Write(new RunReport("many", [], [], report, []))), "confusions");
        Assert.Equal(["intent3", "intent7", "intent9", "refused"],
            section.Descendants("text").Where(text => text.Attribute("transform") is not null).Select(text => text.Value));
        Assert.Contains("4 of 41 intents", section.Value);
        Assert.Equal(["intent3 answered as intent3: 1", "intent3 answered as intent7: 1", "intent7 answered as intent7: 1", "intent9 answered as intent9: 1",
            "intent9 answered as refused: 1"], section.Descendants("g").Elements("title").Select(title => title.Value));
    }

    [Fact]
    public void The_chosen_threshold_is_marked()
    {
        XElement section = Section(Read(Report(Mixed())), "confidence");
        Assert.Contains(section.Descendants("text"), text => text.Value == "threshold 75\u00A0%");
        Assert.Contains(section.Descendants("th"), cell => cell.Value == "75\u00A0% (chosen)");
    }

    [Fact]
    public void Hostile_texts_stay_text()
    {
        const string hostile = "</bdi><script>alert(\"1\")</script><img src=x onerror='x'>&amp;\u202E\u0007\uD800";
        LabelledSlot note = new(2, 0, 5, hostile);
        EvaluationReport judged = Judge(Compare(SampleImage.Schema, hostile, 2, [note], 0, [], 90));
        string text = HtmlReport.Write(new RunReport(hostile, [(hostile, hostile)], [Stages[1] with { Name = hostile, Description = hostile }, Stages[2]],
            judged, [new LayerRange(hostile, double.NaN, double.PositiveInfinity)]));
        XElement html = Read(text);
        Assert.Single(html.Descendants("script"));
        Assert.Empty(html.Descendants("img"));
        Assert.DoesNotContain(text, c => c is '\u202E' or '\u0007' || char.IsSurrogate(c));
        Assert.Contains(html.Descendants("bdi"), part => part.Value == SafeText.Clean(hostile));
        Assert.Contains(html.Descendants("bdi"), part => part.Value == "note=" + SafeText.Clean(hostile));
    }

    private static string Report(EvaluationReport judged) => HtmlReport.Write(new RunReport("lamp", [("seed", "1")], Stages, judged, Ranges));

    private static EvaluationReport Mixed()
    {
        LabelledSlot kitchen = new(0, -1, -1, "kitchen");
        LabelledSlot forty = new(1, -1, -1, "40");
        Answer refused = new(-1, Refusal.LowConfidence, [], 20000, 70);
        return Judge(
            Row(0, [kitchen], 0, [kitchen], 95),
            Row(0, [], 0, [kitchen], 90),
            Row(1, [forty, kitchen], 1, [forty], 80),
            Row(1, [forty], 1, [forty], 85),
            new AnswerComparison(SampleImage.Schema, new Utterance("text", 1, [forty]), refused, new Answer(1, Refusal.None, [forty], 20000, 70)),
            Row(-1, [], -1, [], 0),
            Row(-1, [], 0, [], 40));
    }

    private static EvaluationReport Judge(params AnswerComparison[] rows) => new(SampleImage.Schema, rows) { Threshold = 75 };

    private static AnswerComparison Row(int expected, LabelledSlot[] labels, int actual, LabelledSlot[] slots, int confidence) =>
        Compare(SampleImage.Schema, "text", expected, labels, actual, slots, confidence);

    private static AnswerComparison Compare(
        Schema schema, string text, int expected, LabelledSlot[] labels, int actual, LabelledSlot[] slots, int confidence) =>
        new(schema, new Utterance(text, expected, labels),
            new Answer(actual, actual < 0 ? Refusal.OutOfScope : Refusal.None, slots, confidence * 327, confidence));

    private static XElement Read(string html) => XDocument.Parse(html, LoadOptions.PreserveWhitespace).Root!;

    private static XElement Section(XElement html, string id) => html.Descendants("section").Single(section => section.Attribute("id")!.Value == id);

    private static string Spaces(string text) => text.Replace('\u00A0', ' ');
}
