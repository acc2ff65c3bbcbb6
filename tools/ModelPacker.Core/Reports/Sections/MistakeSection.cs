using System.Xml.Linq;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;
using static ModelPacker.Core.Reports.Markup;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>What went wrong, the most confident answers first, refused commands last.</summary>
internal static class MistakeSection
{
    private const int MostShown = 100;

    public static XElement? Write(EvaluationReport report)
    {
        List<AnswerComparison> mistakes =
            [.. report.Mistakes.OrderBy(mistake => mistake.Refused).ThenByDescending(mistake => mistake.Actual.Confidence)];
        return report.Comparisons.Count == 0 ? null : Parts.Section("mistakes", "Worst mistakes",
            Element("p", mistakes.Count == 0 ? "Every text was dealt with rightly." : Count(mistakes.Count, report.Comparisons.Count)),
            mistakes.Count == 0 ? null : Table(report.Schema, mistakes.Take(MostShown)));
    }

    private static string Count(int mistakes, int all) => $"{Figures.Count(mistakes)} of {Figures.Count(all)} texts were not dealt with rightly"
        + (mistakes > MostShown ? $"; these are the {MostShown} worst." : ".") + " What differs is underlined.";

    // The roles keep it a table for screen readers where a narrow window stacks its cells.
    private static XElement Table(Schema schema, IEnumerable<AnswerComparison> mistakes) => Element("table", ("class", "mistakes"), ("role", "table"),
        Element("thead", ("role", "rowgroup"), Element("tr", ("role", "row"), new[] { "confidence", "text", "wanted", "given" }.Select(header =>
            Element("th", ("scope", "col"), ("role", "columnheader"), header)))),
        Element("tbody", ("role", "rowgroup"), mistakes.Select(mistake => Element("tr", ("role", "row"),
            TableCell("confidence", $"{mistake.Actual.Confidence}\u00A0%"),
            TableCell("text", Element("bdi", mistake.Expected.Text)),
            TableCell("wanted", Wanted(schema, mistake)),
            TableCell("given", Given(schema, mistake))))));

    private static XElement TableCell(string label, object content) =>
        Element("td", ("role", "cell"), ("class", label), ("data-label", label), content);

    private static object[] Wanted(Schema schema, AnswerComparison mistake) => mistake.InScope
        ? Frame(schema, mistake.Expected.Intent, mistake.Expected.Slots, mistake.IntentRight,
            label => mistake.RightSlots.Any(right => right.Slot == label.Slot))
        : [Element("i", "refusal")];

    private static object[] Given(Schema schema, AnswerComparison mistake)
    {
        if (!mistake.Refused)
        {
            return Frame(schema, mistake.Actual.Intent, mistake.Actual.Slots, mistake.IntentRight, mistake.RightSlots.Contains);
        }

        string reason = mistake.Actual.Refusal switch
        {
            Refusal.LowConfidence => "refused as not sure enough",
            Refusal.TooLong => "refused as too long",
            _ => "refused as out of scope",
        };
        return mistake.Withheld is { Refused: false } withheld
            ? [Element("i", reason + "; otherwise "), .. Given(schema, withheld)]
            : [Element("i", reason)];
    }

    private static object[] Frame(Schema schema, int intent, IReadOnlyList<LabelledSlot> slots, bool intentRight, Func<LabelledSlot, bool> slotRight) =>
    [
        Part(schema.Intents[intent].Name, intentRight),
        .. slots.OrderBy(slot => slot.Slot).SelectMany(slot => new object[]
            { " ", Part($"{schema.Slots[slot.Slot].Name}={slot.Value}", slotRight(slot)) }),
    ];

    private static XElement Part(string text, bool right) => Element("bdi", ("class", right ? null : "differs"), text);
}
