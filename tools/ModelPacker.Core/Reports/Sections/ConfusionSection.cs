using System.Xml.Linq;
using ModelPacker.Core.Evaluation;
using static ModelPacker.Core.Reports.Markup;
using static ModelPacker.Core.Reports.Parts;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>Which intents were taken for which.</summary>
internal static class ConfusionSection
{
    private const int OutOfScope = -1;

    // So many intents are all shown; of more only those that were confused.
    private const int FewIntents = 20;
    private const int MostShown = 30;
    private const int PairsListed = 30;

    public static XElement? Write(EvaluationReport report)
    {
        if (report.Comparisons.Count == 0)
        {
            return null;
        }

        List<int> all = [.. report.Comparisons.SelectMany(c => new[] { c.Expected.Intent, c.Actual.Intent }).Distinct()];
        Dictionary<int, int> mistakes = report.Comparisons.Where(c => !c.IntentRight)
            .SelectMany(c => new[] { c.Expected.Intent, c.Actual.Intent }).CountBy(intent => intent).ToDictionary();
        List<int> shown = all.Count <= FewIntents
            ? all
            : [.. mistakes.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostShown).Select(pair => pair.Key)];
        shown = [.. shown.OrderBy(intent => intent == OutOfScope ? int.MaxValue : intent)];
        return Section("confusions", "Confusions", shown.Count == 0 ? Element("p", "No intent was taken for another.") : Matrix(report, shown, all.Count),
            Pairs(report.Confusions));
    }

    private static XElement Matrix(EvaluationReport report, List<int> shown, int all)
    {
        var counts = new int[shown.Count, shown.Count];
        foreach (AnswerComparison comparison in report.Comparisons)
        {
            int row = shown.IndexOf(comparison.Expected.Intent);
            int column = shown.IndexOf(comparison.Actual.Intent);
            if (row >= 0 && column >= 0)
            {
                counts[row, column]++;
            }
        }

        string Name(int intent, string refused) => intent == OutOfScope ? refused : report.Schema.Intents[intent].Name;
        string remark = "Rows are what was meant, columns what was answered. Grey is right; the stronger the colour, the larger the part of the row."
            + (shown.Count < all ? $" Shown are the {shown.Count} of {all} intents with the most confusions." : "");
        return Scroll("Confusion matrix",
            Figure("Confusion matrix.", SvgHeatmap.Draw("Confusion matrix of intents; the pairs are listed below",
                [.. shown.Select(intent => Name(intent, "out of scope"))], [.. shown.Select(intent => Name(intent, "refused"))], counts,
                (row, column) => row == column), remark));
    }

    private static XElement? Pairs(IReadOnlyList<Confusion> pairs) => pairs.Count == 0 ? null : Element("details",
        Element("summary", pairs.Count <= PairsListed ? "All pairs in numbers" : $"The {PairsListed} most frequent of {pairs.Count} pairs in numbers"),
        Table("Confused intents", ["meant", "answered", "times"],
            [.. pairs.Take(PairsListed).Select(pair => (Cell[])[new(pair.Expected ?? "out of scope"), new(pair.Actual ?? "refused"), Cell.Of(pair.Count)])]));
}
