using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Output;

/// <summary>An evaluation as people read it.</summary>
internal static class ReportText
{
    private const string OutOfScope = "(out of scope)";
    private const int ConfusionsShown = 10;

    public static void Write(EvaluationReport report, IReadOnlyList<OutOfScopeScore> scores, TextWriter output)
    {
        output.WriteLine($"intent accuracy      {Format.Share(report.Intents)}");
        output.WriteLine($"slot precision       {Format.Share(report.SlotPrecision)}");
        output.WriteLine($"slot recall          {Format.Share(report.SlotRecall)}");
        output.WriteLine($"slot F1              {Format.Percent(report.SlotF1)}");
        output.WriteLine($"whole sentences      {Format.Share(report.WholeSentences)}");
        output.WriteLine($"out of scope refused {Format.Share(report.OutOfScopeRefused)}");
        output.WriteLine($"falsely refused      {Format.Share(report.FalselyRefused)}");
        output.WriteLine($"all dealt with right {Format.Share(report.Overall)}");
        output.WriteLine($"calibration error    {Format.Percent(report.CalibrationError)}");
        output.WriteLine();
        if (scores.Count > 0)
        {
            Format.Table(output,
            [
                ["refused by", "out of scope caught at 4 % false refusals", "area under the curve"],
                .. scores.Select(score => (string[])
                    [score.Name.Replace('_', ' '), Format.Percent(score.Curve.Caught.Share), Format.Number(score.Curve.Area, 3)]),
            ]);
            output.WriteLine();
        }

        Format.Table(output,
        [
            ["intent", "texts", "intent right", "whole right"],
            .. report.ByIntent.Select(figures => (string[])
                [figures.Intent ?? OutOfScope, $"{figures.IntentRight.Of}", Format.Percent(figures.IntentRight.Share),
                    Format.Percent(figures.WholeRight.Share)]),
        ]);
        if (report.Confusions.Count > 0)
        {
            output.WriteLine();
            Format.Table(output,
            [
                ["expected", "answered", "times"],
                .. report.Confusions.Take(ConfusionsShown)
                    .Select(pair => (string[])[pair.Expected ?? OutOfScope, pair.Actual ?? "(refused)", $"{pair.Count}"]),
            ]);
        }
    }

    /// <summary>The first wrong answers, each with what was expected.</summary>
    public static void WriteMistakes(EvaluationReport report, Schema schema, int count, TextWriter output)
    {
        foreach (AnswerComparison mistake in report.Mistakes.Take(count))
        {
            output.WriteLine();
            output.WriteLine(mistake.Expected.Text);
            output.WriteLine($"  expected {Describe(schema, mistake.Expected.Intent, mistake.Expected.Slots)}");
            output.WriteLine(
                $"  answered {Describe(schema, mistake.Actual.Intent, mistake.Actual.Slots)}, confidence {mistake.Actual.Confidence} %");
        }
    }

    private static string Describe(Schema schema, int intent, IReadOnlyList<LabelledSlot> slots) => intent < 0
        ? "a refusal"
        : string.Join(' ',
            [schema.Intents[intent].Name,
            .. slots.OrderBy(slot => slot.Slot).Select(slot => $"{schema.Slots[slot.Slot].Name}={slot.Value}")]);
}
