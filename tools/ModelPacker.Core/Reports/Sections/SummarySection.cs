using System.Xml.Linq;
using ModelPacker.Core.Evaluation;
using static ModelPacker.Core.Reports.Markup;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>What model, how good, how large: in words, and the figures that people ask for first.</summary>
internal static class SummarySection
{
    public static XElement Write(RunReport report) => Element("header",
        Element("h1", report.Title),
        Element("p", ("class", "lead"), Sentence(report)),
        Element("dl", ("class", "tiles"), Tiles(report)));

    private static string Sentence(RunReport report)
    {
        EvaluationReport judged = report.Development;
        string sentence = judged.WholeSentences.Of == 0 ? "There was no labelled command to judge it by"
            : $"{Figures.Percent(judged.WholeSentences.Share)} of {Figures.Count(judged.WholeSentences.Of)} commands entirely right";
        if (judged.OutOfScopeRefused.Of > 0)
        {
            sentence += $", {Figures.Percent(judged.OutOfScopeRefused.Share)} of {Figures.Count(judged.OutOfScopeRefused.Of)} other texts refused";
        }

        if (report.Stages.Count == 0)
        {
            return sentence + ".";
        }

        StageRecord last = report.Stages[^1];
        sentence += $", from {Figures.KiB(last.Bytes)} with {Figures.Millions(last.Weights)} weights";
        StageRecord largest = report.Stages.MaxBy(stage => stage.MultiplyAccumulates)!;
        if (last.MultiplyAccumulates == 0 || largest.MultiplyAccumulates == last.MultiplyAccumulates)
        {
            return sentence + ".";
        }

        string times = Figures.Short((double)largest.MultiplyAccumulates / last.MultiplyAccumulates);
        return $"{sentence}. The largest stage, {largest.Name}, computes {times} times as much{Gain(last, largest)}.";
    }

    private static string Gain(StageRecord last, StageRecord largest) => Figures.Points(largest.Frame, last.Frame) is { } points
        ? $" for {points} points of whole commands"
        : "";

    private static IEnumerable<XElement> Tiles(RunReport report)
    {
        EvaluationReport judged = report.Development;
        yield return Tile("whole commands", judged.WholeSentences);
        yield return Tile("intents", judged.Intents);
        yield return Tile("slot F1", Figures.Percent(judged.SlotF1), $"{Figures.Count(judged.SlotRecall.Of)} labelled slots");
        if (judged.OutOfScopeRefused.Of > 0)
        {
            yield return Tile("out of scope refused", judged.OutOfScopeRefused);
        }

        yield return Tile("commands refused", judged.FalselyRefused);
        yield return Tile("calibration error", Figures.Percent(judged.CalibrationError),
            judged.Threshold is { } threshold ? $"refuses below {threshold}\u00A0%" : "");
        if (report.Stages.Count > 0)
        {
            yield return Tile("image", Figures.KiB(report.Stages[^1].Bytes), $"{Figures.Count(report.Stages[^1].Bytes)} bytes");
        }
    }

    private static XElement Tile(string name, Tally tally) =>
        Tile(name, Figures.Percent(tally.Share), $"{Figures.Count(tally.Right)} of {Figures.Count(tally.Of)}");

    private static XElement Tile(string name, string figure, string detail) => Element("div",
        Element("dt", name), Element("dd", Element("b", figure), Element("small", detail)));
}
