using System.Globalization;
using ModelPacker.Core.Evaluation;

namespace ModelPacker.Core.Reports;

/// <summary>Numbers as the report writes them, the same in every locale. What is not known is a dash.</summary>
internal static class Figures
{
    public const string Unknown = "–";

    // Their sign would show for what rounds to nothing.
    private const double SmallestChange = 0.0005;

    /// <summary>"98.5 %" of a share.</summary>
    public static string Percent(double? share) => share is { } value ? Write($"{100 * value:f1}\u00A0%") : Unknown;

    /// <summary>"98.5 % (197 of 200)".</summary>
    public static string Share(Tally tally) => tally.Share is null ? Unknown : Write($"{Percent(tally.Share)} ({tally.Right:n0} of {tally.Of:n0})");

    /// <summary>"12,345".</summary>
    public static string Count(long count) => Write($"{count:n0}");

    /// <summary>"947 KiB".</summary>
    public static string KiB(long bytes) => Write($"{bytes / 1024.0:n0}\u00A0KiB");

    /// <summary>"0.83 million", or the number where that is short.</summary>
    public static string Millions(long count) => count < 100_000 ? Count(count) : Write($"{count / 1e6:f2} million");

    /// <summary>"4.1 s", "6 min 29 s".</summary>
    public static string Time(double seconds) => seconds <= 0 ? Unknown : seconds < 60
        ? Write($"{seconds:f1}\u00A0s")
        : Write($"{Math.Floor(seconds / 60):n0}\u00A0min {Math.Floor(seconds % 60):f0}\u00A0s");

    /// <summary>"+0.3" points between two shares; null where one is missing.</summary>
    public static string? Points(double? now, double? before) => now - before is { } change
        ? Math.Abs(change) < SmallestChange ? "±0.0" : Signed(100 * change, "f1")
        : null;

    /// <summary>"−21 %" between two sizes; null where there was nothing before.</summary>
    public static string? Relative(double now, double before) => before <= 0 || now <= 0 ? null
        : now == before ? "±0\u00A0%" : Signed(100 * ((now / before) - 1), "n0") + "\u00A0%";

    /// <summary>Three significant digits.</summary>
    public static string Short(double value) => value.ToString("g3", CultureInfo.InvariantCulture);

    private static string Signed(double value, string format) =>
        (value < 0 ? "−" : "+") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
