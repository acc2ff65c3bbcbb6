using System.Xml.Linq;
using static ModelPacker.Core.Reports.Parts;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>How each stage's training went.</summary>
internal static class CurveSection
{
    public static XElement? Write(IReadOnlyList<StageRecord> stages)
    {
        List<StageRecord> trained = [.. stages.Where(stage => stage.Curve.Count > 1)];
        return trained.Count == 0 ? null : Section("curves", "Training", trained.Select(stage => Columns(Loss(stage), Accuracy(stage))));
    }

    private static XElement Loss(StageRecord stage)
    {
        IReadOnlyList<CurvePoint> curve = stage.Curve;
        return Figure($"{stage.Name}: loss", SvgLineChart.Draw(
            $"Training loss from {Figures.Short(curve[0].Loss)} to {Figures.Short(curve[^1].Loss)} over {Figures.Count(curve[^1].Step)} steps",
            Steps(curve), Axis.Linear("mean training loss, nat", [0, .. curve.Select(point => point.Loss)], "0.##"),
            [new LineSeries("loss", [.. curve.Select(point => ((double)point.Step, point.Loss))])]));
    }

    private static XElement? Accuracy(StageRecord stage)
    {
        LineSeries[] series =
        [
            new("intents", Points(stage, point => point.DevelopmentIntent)),
            new("whole", Points(stage, point => point.DevelopmentFrame)),
        ];
        double[] all = [.. series.SelectMany(one => one.Points).Select(point => point.Y)];
        return all.Length == 0 ? null : Figure($"{stage.Name}: accuracy", SvgLineChart.Draw(
            "Development accuracy at the end: " + string.Join(", ", series.Where(one => one.Points.Count > 0)
                .Select(one => $"{one.Name} {Figures.Percent(one.Points[^1].Y)}")),
            Steps(stage.Curve), Axis.Share("right on development texts", all), series));
    }

    private static List<(double X, double Y)> Points(StageRecord stage, Func<CurvePoint, double?> value) =>
        [.. stage.Curve.Where(point => value(point) is not null).Select(point => ((double)point.Step, value(point)!.Value))];

    private static Axis Steps(IReadOnlyList<CurvePoint> curve) => Axis.Linear("step", [0, .. curve.Select(point => (double)point.Step)], "n0");
}
