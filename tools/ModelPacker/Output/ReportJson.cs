using System.Text.Json;
using ModelPacker.Core.Evaluation;

namespace ModelPacker.Output;

/// <summary>An evaluation as other programs read it: shares in 0..1, null where there was nothing to count.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true };

    public static string Write(EvaluationReport report, IReadOnlyList<OutOfScopeScore> scores) => JsonSerializer.Serialize(
        new
        {
            IntentAccuracy = report.Intents.Share,
            SlotPrecision = report.SlotPrecision.Share,
            SlotRecall = report.SlotRecall.Share,
            report.SlotF1,
            WholeSentenceAccuracy = report.WholeSentences.Share,
            OutOfScopeRecall = report.OutOfScopeRefused.Share,
            FalseRefusals = report.FalselyRefused.Share,
            Overall = report.Overall.Share,
            report.CalibrationError,
            Commands = report.Intents.Of,
            OutOfScope = report.OutOfScopeRefused.Of,
            OutOfScopeScores = scores.Select(score => new
            {
                Score = score.Name,
                CaughtAtFourPercent = score.Curve.Caught.Share,
                AreaUnderCurve = score.Curve.Area,
            }),
            Intents = report.ByIntent.Select(figures => new
            {
                figures.Intent,
                Texts = figures.IntentRight.Of,
                IntentRight = figures.IntentRight.Right,
                WholeRight = figures.WholeRight.Right,
            }),
            Confusions = report.Confusions.Select(pair => new { pair.Expected, Answered = pair.Actual, pair.Count }),
        },
        Options);
}
