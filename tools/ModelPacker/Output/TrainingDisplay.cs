using ModelPacker.Training;

namespace ModelPacker.Output;

/// <summary>
/// Shows a training run stage by stage: a line with a bar at a terminal, a line every ten seconds elsewhere, and a line for each stage that
/// is done.
/// </summary>
/// <example>
/// <code>
/// TrainingDisplay.Run([new("teacher", 5), new("distil", 3), new("pack", 0.1)], display =>
/// {
///     Checkpoint teacher = Trainer.Run(..., display.Begin("teacher"), token);
///     ...
///     display.Begin("pack");
///     return CheckpointPacker.Pack(...);
/// });
/// </code>
/// A pipeline that knows nothing of terminals takes <c>Func&lt;string, IProgress&lt;TrainingProgress&gt;&gt;</c>: that is <see cref="Begin"/>.
/// </example>
internal sealed class TrainingDisplay
{
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(100);

    private readonly RunPlan plan;
    private readonly TimeProvider time;
    private readonly bool interactive;
    private readonly Lock gate = new();
    private TrainingProgress? last;
    private long shown;

    private TrainingDisplay(IReadOnlyList<PlannedStage> stages, TimeProvider time, bool interactive)
    {
        plan = new RunPlan(stages, time);
        this.time = time;
        this.interactive = interactive;
    }

    /// <summary>Runs a single stage.</summary>
    /// <param name="train">Gets something to report to.</param>
    public static T Run<T>(Func<IProgress<TrainingProgress>, T> train) =>
        Run([new PlannedStage("training")], display => train(display.Begin("training")));

    /// <summary>Runs several stages; <paramref name="work"/> calls <see cref="Begin"/> at the start of each.</summary>
    /// <param name="stages">All that may come, in order.</param>
    /// <param name="work">The run.</param>
    public static T Run<T>(IReadOnlyList<PlannedStage> stages, Func<TrainingDisplay, T> work)
    {
        var display = new TrainingDisplay(stages, TimeProvider.System, Terminal.IsInteractive);
        bool done = false;
        try
        {
            T result = work(display);
            done = true;
            return result;
        }
        finally
        {
            display.End(done);
        }
    }

    /// <summary>Ends the stage under way and begins the next. A stage of which nothing is reported shows its name only.</summary>
    /// <param name="stage">A name of the plan; those before it that did not begin are left out.</param>
    /// <returns>What hears of the stage, from any thread.</returns>
    /// <exception cref="ArgumentException">The plan has no such stage after the one under way.</exception>
    public IProgress<TrainingProgress> Begin(string stage)
    {
        lock (gate)
        {
            EndStage();
            plan.Begin(stage);
            last = null;
            shown = time.GetTimestamp();
            if (interactive)
            {
                Terminal.Status(ProgressLine.Fit(ProgressLine.Stage(plan), Terminal.Width));
            }
        }

        return new Listener(this);
    }

    private void End(bool done)
    {
        lock (gate)
        {
            if (done)
            {
                EndStage();
            }

            Terminal.ClearStatus();
        }
    }

    private void EndStage()
    {
        // Of a single stage the summary tells the same.
        if (plan.Current >= 0 && plan.Count > 1)
        {
            Terminal.Note(ProgressLine.Finished(plan, last));
        }
    }

    private void Report(TrainingProgress value)
    {
        lock (gate)
        {
            last = value;
            if (time.GetElapsedTime(shown) < (interactive ? BarPause : LinePause))
            {
                return;
            }

            shown = time.GetTimestamp();
            if (interactive)
            {
                Terminal.Status(ProgressLine.WithBar(plan, value, Terminal.Width, Terminal.IsUnicode));
            }
            else
            {
                Terminal.Note(ProgressLine.Plain(plan, value));
            }
        }
    }

    private sealed class Listener(TrainingDisplay display) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => display.Report(value);
    }
}
