using System.Xml.Linq;
using static ModelPacker.Core.Reports.Markup;
using static ModelPacker.Core.Reports.Parts;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>What each stage cost and brought.</summary>
internal static class StageSection
{
    // Of sizes; a change of accuracy is good or bad by its sign.
    private const string Neutral = "change";

    private const double Grid = 0.05;

    public static XElement? Write(IReadOnlyList<StageRecord> stages) => stages.Count == 0 ? null : Section("stages", "Stages",
        Table("Each stage, with the change against the one before (accuracy in points)",
            ["stage", "whole", "intents", "slot F1", "weights", "MACs per token", "image bytes", "time"],
            [.. stages.Select((stage, i) => Row(stage, i == 0 ? null : stages[i - 1]))]),
        Element("dl", ("class", "described"), stages.Select(stage => new[] { Element("dt", stage.Name), Element("dd", stage.Description) })),
        SizeChart(stages));

    private static IReadOnlyList<Cell> Row(StageRecord stage, StageRecord? before) =>
    [
        new(stage.Name),
        Accuracy(stage.Frame, before?.Frame),
        Accuracy(stage.Intent, before?.Intent),
        Accuracy(stage.SlotF1, before?.SlotF1),
        Size(stage.Weights, before?.Weights),
        Size(stage.MultiplyAccumulates, before?.MultiplyAccumulates),
        Size(stage.Bytes, before?.Bytes),
        new(Figures.Time(stage.Seconds), stage.Seconds),
    ];

    private static Cell Accuracy(double? now, double? before) => Cell.Of(now) with
    {
        Content = WithChange(Figures.Percent(now), Figures.Points(now, before), now > before ? "change up" : now < before ? "change down" : Neutral),
    };

    private static Cell Size(long now, long? before) => new(
        WithChange(now == 0 ? Figures.Unknown : Figures.Count(now), before is null ? null : Figures.Relative(now, before.Value), Neutral), now);

    private static object[] WithChange(string figure, string? change, string style) =>
        change is null ? [figure] : [figure, Element("small", ("class", style), change)];

    private static XElement? SizeChart(IReadOnlyList<StageRecord> stages)
    {
        List<StageRecord> judged = [.. stages.Where(stage => stage.Bytes > 0 && (stage.Frame ?? stage.Intent) is not null)];
        if (judged.Count < 2)
        {
            return null;
        }

        return Columns(
            Chart("Whole commands right against image size", judged, stage => stage.Frame),
            Chart("Intents right against image size", judged, stage => stage.Intent));
    }

    private static XElement? Chart(string title, List<StageRecord> all, Func<StageRecord, double?> accuracy)
    {
        List<StageRecord> stages = [.. all.Where(stage => accuracy(stage) is not null)];
        if (stages.Count < 2)
        {
            return null;
        }

        Axis size = Axis.Logarithmic("image, KiB", stages.Select(stage => stage.Bytes / 1024.0), "n0");

        // From a round figure up to 100 %, so that small differences look small.
        double least = Math.Floor(stages.Min(stage => accuracy(stage)!.Value) / Grid) * Grid;
        Axis share = Axis.Share("right", [least, 1]);
        string description = $"{title}: " + string.Join("; ", stages.Select(stage => $"{stage.Name} {Describe(stage)}"));
        string Describe(StageRecord stage) => $"{Figures.Percent(accuracy(stage))} with {Figures.KiB(stage.Bytes)}";
        return Figure(title, SvgScatter.Draw(description, size, share,
            [
                // The baseline, which has no trunk, is there to compare with; the others come one from another.
                .. stages.Select(stage => new ScatterPoint(stage.Bytes / 1024.0, accuracy(stage)!.Value, stage.Name, $"{stage.Name}: {Describe(stage)}",
                    Joined: stage.MultiplyAccumulates > 0)),
            ]));
    }
}
