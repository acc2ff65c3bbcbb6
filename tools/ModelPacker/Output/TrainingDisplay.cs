using System.Diagnostics;
using System.Globalization;
using ModelPacker.Training;
using Spectre.Console;

namespace ModelPacker.Output;

/// <summary>Shows a training run: a bar at a terminal, a line now and then elsewhere.</summary>
internal static class TrainingDisplay
{
    // With the description it fits a terminal of 80 columns.
    private const int BarWidth = 20;

    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(10);

    /// <summary>Runs <paramref name="train"/> with something to report to.</summary>
    public static T Run<T>(Func<IProgress<TrainingProgress>, T> train) => Terminal.IsInteractive ? RunWithBar(train) : train(new Lines());

    private static T RunWithBar<T>(Func<IProgress<TrainingProgress>, T> train) => Terminal.StandardError.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context => train(new Bar(context.AddTask("reading the corpus"))));

    private static string Describe(TrainingProgress progress)
    {
        string accuracy = progress.Development is { } development
            ? string.Create(CultureInfo.InvariantCulture, $"  accuracy {development.Frame:p1}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}/{progress.Epochs}  loss {progress.Loss:f3}{accuracy}  {Time(progress.Remaining)} left");
    }

    private static string Time(TimeSpan time) => $"{(int)time.TotalMinutes}:{time.Seconds:00}";

    private sealed class Bar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.MaxValue = value.Steps;
            task.Value = value.Step;
            task.Description = Markup.Escape(Describe(value));
        }
    }

    private sealed class Lines : IProgress<TrainingProgress>
    {
        private long last = Stopwatch.GetTimestamp();

        public void Report(TrainingProgress value)
        {
            if (Stopwatch.GetElapsedTime(last) >= LinePause)
            {
                last = Stopwatch.GetTimestamp();
                Terminal.Note(Describe(value));
            }
        }
    }
}
