using System.Globalization;
using ModelPacker.Core.Evaluation;

namespace ModelPacker.Output;

/// <summary>Numbers as people read them, the same in every locale.</summary>
internal static class Format
{
    public static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:n0} bytes ({bytes / 1024.0:f1} KiB)");

    /// <summary>"93.4 % (467 of 500)", or "none" where there was nothing to count.</summary>
    public static string Share(Tally tally) => tally.Share is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:f1} % ({tally.Right} of {tally.Of})")
        : "none";

    public static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:f1} %") : "none";

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:f0} s");

    public static string Number(double value, int digits) => value.ToString("f" + digits, CultureInfo.InvariantCulture);

    /// <summary>Rows in columns as wide as their widest cell, two spaces apart; numbers to the right.</summary>
    public static void Table(TextWriter output, IReadOnlyList<string[]> rows, string indent = "  ")
    {
        int columns = rows.Count == 0 ? 0 : rows[0].Length;
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            output.WriteLine(indent + string.Join("  ", cells).TrimEnd());
        }
    }
}
