using System.Globalization;

namespace ModelPacker.Core.Reports;

/// <summary>One direction of a plot: its range, ticks and how values are written.</summary>
internal sealed class Axis
{
    private const int MostSteps = 5;

    private static readonly double[] NiceSteps = [1, 2, 5, 10];

    private readonly bool logarithmic;
    private readonly string format;

    private Axis(string title, IReadOnlyList<double> ticks, bool logarithmic, string format)
    {
        Title = title;
        Ticks = ticks;
        this.logarithmic = logarithmic;
        this.format = format;
    }

    /// <summary>Quantity and unit.</summary>
    public string Title { get; }

    /// <summary>Round values, ascending; the first and the last are the ends.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Equal steps around all values.</summary>
    /// <param name="title">Quantity and unit.</param>
    /// <param name="values">Those that are not finite do not count.</param>
    /// <param name="format">A .NET format for numbers; "p0" for shares.</param>
    /// <param name="least">A value that the axis does not go below.</param>
    /// <param name="most">A value that the axis does not go beyond.</param>
    public static Axis Linear(
        string title, IEnumerable<double> values, string format, double least = double.MinValue, double most = double.MaxValue)
    {
        (double from, double to) = Range(values);
        if (from == to)
        {
            double around = from == 0 ? 1 : Math.Abs(from) / 10;
            (from, to) = (Math.Max(least, from - around), Math.Min(most, to + around));
        }

        double step = NiceStep((to - from) / MostSteps);
        long first = (long)Math.Floor(from / step + 1e-9);
        long last = (long)Math.Ceiling(to / step - 1e-9);
        return new Axis(title, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)], false, format);
    }

    /// <summary>Steps of 1, 2, 5, 10 and so on around all values, which are above 0; equal steps where the values are of one size.</summary>
    /// <param name="title">Quantity and unit.</param>
    /// <param name="values">Those that are not finite do not count.</param>
    /// <param name="format">A .NET format for numbers.</param>
    public static Axis Logarithmic(string title, IEnumerable<double> values, string format)
    {
        double[] all = [.. values.Where(value => value > 0)];
        (double from, double to) = Range(all);
        if (to < 4 * from || from <= 0)
        {
            return Linear(title, [0, .. all], format, least: 0);
        }

        double[] grid = [.. Enumerable.Range((int)Math.Floor(Math.Log10(from)), (int)Math.Ceiling(Math.Log10(to / from)) + 2)
            .SelectMany(decade => NiceSteps[..3].Select(step => step * Math.Pow(10, decade)))];
        double first = grid.Last(tick => tick <= from);
        double last = grid.First(tick => tick >= to);
        return new Axis(title, [.. grid.Where(tick => tick >= first && tick <= last)], true, format);
    }

    /// <summary>Shares of 0..1 in percent, in steps around the values.</summary>
    /// <param name="title">Quantity.</param>
    /// <param name="values">Those that are not finite do not count.</param>
    public static Axis Share(string title, IEnumerable<double> values)
    {
        Axis axis = Linear(title, values, "p0", least: 0, most: 1);
        return axis.Ticks[1] - axis.Ticks[0] >= 0.01 - 1e-9 ? axis : new Axis(title, axis.Ticks, false, "p1");
    }

    /// <summary>Where a value lies, 0 at the first tick and 1 at the last.</summary>
    public double At(double value) => logarithmic
        ? Math.Log(value / Ticks[0]) / Math.Log(Ticks[^1] / Ticks[0])
        : (value - Ticks[0]) / (Ticks[^1] - Ticks[0]);

    /// <summary>A value as it is written at the axis.</summary>
    public string Write(double value) => value.ToString(format, CultureInfo.InvariantCulture).Replace(" %", "\u00A0%");

    private static (double From, double To) Range(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
    }

    private static double NiceStep(double atLeast)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return NiceSteps.Select(step => step * decade).First(step => step >= atLeast * (1 - 1e-9));
    }
}
