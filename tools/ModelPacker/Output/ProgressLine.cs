using System.Globalization;
using ModelPacker.Training;

namespace ModelPacker.Output;

/// <summary>The state of a run in one line.</summary>
internal static class ProgressLine
{
    private const int LeastBar = 8;
    private const int MostBar = 24;
    private const string Gap = "  ";

    /// <summary>With a bar, in at most <paramref name="width"/> columns: what matters least is left out first.</summary>
    /// <param name="unicode">Whether the terminal shows more than ASCII.</param>
    public static string WithBar(RunPlan plan, TrainingProgress progress, int width, bool unicode)
    {
        // In the order in which they are shown, each with its importance.
        List<(int Importance, string Text)> parts =
        [
            (6, Stage(plan)), (5, Share(progress)), (1, Epoch(progress)), (2, Loss(progress)),
            (4, Accuracy(progress)), (0, Speed(progress)), (3, Left(plan, progress)),
        ];
        parts.RemoveAll(part => part.Text.Length == 0);
        int Taken() => parts.Sum(part => part.Text.Length + Gap.Length) - Gap.Length;
        while (parts.Count > 1 && Taken() + Gap.Length + LeastBar > width)
        {
            parts.Remove(parts.MinBy(part => part.Importance));
        }

        int bar = Math.Min(MostBar, width - Taken() - Gap.Length);
        List<string> texts = [.. parts.Select(part => part.Text)];
        if (bar >= LeastBar)
        {
            texts.Insert(1, Bar(progress, bar, unicode));
        }

        return Fit(string.Join(Gap, texts), width);
    }

    /// <summary>Without a bar, as long as it takes.</summary>
    public static string Plain(RunPlan plan, TrainingProgress progress) => string.Join(Gap,
        new[]
        {
            Stage(plan), Share(progress), Epoch(progress), Loss(progress), Accuracy(progress),
            Speed(progress), Left(plan, progress),
        }.Where(text => text.Length > 0));

    /// <summary>A stage that has ended.</summary>
    /// <param name="last">The last that was heard of it; null: nothing.</param>
    public static string Finished(RunPlan plan, TrainingProgress? last) => string.Join(Gap,
        new[] { Stage(plan), "done in " + Time(plan.Elapsed), last is null ? "" : Loss(last), last is null ? "" : Accuracy(last) }
            .Where(text => text.Length > 0));

    /// <summary>"2/5 distil", or nothing but the name when it is the only stage.</summary>
    public static string Stage(RunPlan plan) => plan.Count == 1 ? plan.Name : $"{plan.Current + 1}/{plan.Count} {plan.Name}";

    /// <summary>Cut to so many columns. All that is written here is one column a character.</summary>
    public static string Fit(string line, int width) => line.Length <= width ? line : line[..Math.Max(0, width)];

    private static string Share(TrainingProgress progress) => Text($"{Done(progress):p0}").PadLeft("100 %".Length);

    // While a teacher goes through its texts there is neither epoch nor loss.
    private static string Epoch(TrainingProgress progress) => progress.Epochs == 0 ? "" : $"epoch {progress.Epoch}/{progress.Epochs}";

    private static string Loss(TrainingProgress progress) => double.IsNaN(progress.Loss) ? "" : Text($"loss {progress.Loss:f3}");

    private static string Accuracy(TrainingProgress progress) =>
        progress.Development is { } development ? Text($"accuracy {development.Frame:p1}") : "";

    private static string Speed(TrainingProgress progress) => Text($"{progress.SentencesPerSecond:f0} sentences/s");

    private static string Left(RunPlan plan, TrainingProgress progress) => plan.Current + 1 < plan.Count
        ? $"{Time(progress.Remaining)} left, run {Time(plan.Remaining(progress.Remaining))}"
        : $"{Time(progress.Remaining)} left";

    private static string Time(TimeSpan time) => time.TotalHours < 1
        ? $"{time.Minutes}:{time.Seconds:00}"
        : $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}";

    private static string Bar(TrainingProgress progress, int width, bool unicode)
    {
        int done = (int)Math.Round(Done(progress) * width);
        return new string(unicode ? '━' : '#', done) + new string(unicode ? '─' : '.', width - done);
    }

    private static double Done(TrainingProgress progress) => progress.Steps == 0 ? 0 : Math.Clamp((double)progress.Step / progress.Steps, 0, 1);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
