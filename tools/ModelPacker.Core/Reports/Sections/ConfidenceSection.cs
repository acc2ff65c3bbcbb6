using System.Xml.Linq;
using ModelPacker.Core.Evaluation;
using static ModelPacker.Core.Reports.Markup;
using static ModelPacker.Core.Reports.Parts;

namespace ModelPacker.Core.Reports.Sections;

/// <summary>Whether confidence means what it says, and what other thresholds would do.</summary>
internal static class ConfidenceSection
{
    private const double LargestRadius = 13;
    private const double SmallestRadius = 3;

    // Refusing more commands than this is of no use to anybody.
    private const double MostFalselyRefused = 0.2;

    private const int CurveSteps = 200;

    // Of the standard normal distribution, for intervals of 95 %.
    private const double Quantile = 1.96;

    private const int TableStep = 10;

    public static XElement? Write(EvaluationReport report)
    {
        IReadOnlyList<ConfidenceBin> bins = report.ByConfidence;
        IReadOnlyList<ThresholdPoint> thresholds = report.Thresholds;
        return bins.Count == 0 ? null : Section("confidence", "Confidence",
            Columns(Reliability(bins, report.CalibrationError), Coverage(thresholds, report.Threshold), Detection(report)),
            ThresholdTable(thresholds, report.Threshold));
    }

    private static XElement Reliability(IReadOnlyList<ConfidenceBin> bins, double? error)
    {
        int most = bins.Max(bin => bin.Right.Of);
        ScatterPoint[] points =
        [
            .. bins.Select(bin => new ScatterPoint(bin.Confidence, bin.Right.Share!.Value, Figures.Count(bin.Right.Of),
                $"confidence {Figures.Percent(bin.Confidence)}: {Figures.Share(bin.Right)} right",
                Math.Max(SmallestRadius, LargestRadius * Math.Sqrt((double)bin.Right.Of / most)), Wilson(bin.Right))),
        ];
        return Figure("Reliability.",
            SvgScatter.Draw($"Share of right answers against confidence; calibration error {Figures.Percent(error)}",
                Axis.Share("mean confidence of ten bins", [0, 1]), Axis.Share("answers entirely right", [0, 1]), points, diagonal: true),
            $"On the diagonal confidence is what it says; numbers count answers, whiskers are 95 % intervals. Calibration error {Figures.Percent(error)}.");
    }

    private static XElement? Coverage(IReadOnlyList<ThresholdPoint> thresholds, int? chosen)
    {
        List<ThresholdPoint> known = [.. thresholds.Where(point => point is { Answered.Right: > 0, Right: not null }).Reverse()];
        if (known.Count < 2)
        {
            return null;
        }

        ThresholdPoint? mark = known.Find(point => point.Threshold == chosen);
        return Figure("Coverage and precision.",
            SvgLineChart.Draw("Precision against coverage as the threshold falls; figures in the table below",
                Axis.Share("coverage: texts that are answered", [0, .. known.Select(X)]), Axis.Share("precision: answers entirely right", known.Select(Y)),
                [new LineSeries("", [.. known.Select(point => (X(point), Y(point)))])],
                [.. mark is null ? [] : new[] { new LineMark(X(mark), Y(mark), $"threshold {chosen}\u00A0%") }]),
            "Along the curve the threshold falls from left to right.");
        static double X(ThresholdPoint point) => point.Answered.Share!.Value;
        static double Y(ThresholdPoint point) => point.Right!.Value.Share!.Value;
    }

    private static XElement? Detection(EvaluationReport report)
    {
        if (report.OutOfScopeByConfidence is not { } curve)
        {
            return null;
        }

        double packedX = report.FalselyRefused.Share!.Value;
        double packedY = report.OutOfScopeRefused.Share!.Value;
        double most = Math.Max(MostFalselyRefused, packedX);
        List<(double X, double Y)> points =
            [.. Enumerable.Range(0, CurveSteps + 1).Select(i => most * i / CurveSteps).Select(x => (x, curve.CaughtAt(x).Share!.Value))];
        string caught = $"{Figures.Percent(curve.Caught.Share)} are caught when {OutOfScopeCurve.FalseRefusals:p0} of the commands are refused";
        return Figure("Out of scope.",
            SvgLineChart.Draw($"Refusals of what is out of scope against refusals of commands: {caught}",
                Axis.Share("commands refused", points.Select(point => point.X)),
                Axis.Share("out of scope refused", [packedY, .. points.Select(point => point.Y)]),
                [new LineSeries("", points)], new LineMark(packedX, packedY, "this model")),
            $"The curve refuses by confidence alone: {caught}. This model also refuses what it takes for out of scope whatever its confidence.");
    }

    private static XElement ThresholdTable(IReadOnlyList<ThresholdPoint> thresholds, int? chosen) => Element("details",
        Element("summary", "Thresholds in numbers"),
        Table("What each threshold would do", ["threshold", "answered", "answers right", "out of scope refused", "commands refused"],
            [
                .. thresholds.Where(point => point.Threshold % TableStep == 0 || point.Threshold == chosen).Select(point => (Cell[])
                [
                    new(point.Threshold == chosen ? $"{point.Threshold}\u00A0% (chosen)" : $"{point.Threshold}\u00A0%"), Cell.Of(point.Answered),
                    Cell.Of(point.Right ?? default), Cell.Of(point.OutOfScopeRefused), Cell.Of(point.FalselyRefused),
                ]),
            ]));

    /// <summary>Score interval for a share (Wilson 1927).</summary>
    private static (double Low, double High) Wilson(Tally tally)
    {
        double n = tally.Of;
        double share = tally.Share!.Value;
        double square = Quantile * Quantile / n;
        double centre = (share + (square / 2)) / (1 + square);
        double half = Quantile * Math.Sqrt(((share * (1 - share)) + (square / 4)) / n) / (1 + square);
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
