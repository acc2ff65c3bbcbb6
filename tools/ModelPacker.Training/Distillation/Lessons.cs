using System.Diagnostics;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Training.Distillation;

/// <summary>What a student learns from: a pool of texts, and what the teacher says of each.</summary>
public sealed record Lessons(TextPool Pool, SoftTargets Targets)
{
    /// <summary>Has a teacher go through a pool.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="pool">The texts.</param>
    /// <param name="schema">The student's schema.</param>
    /// <param name="progress">Hears of it as of an epoch 0, without a loss.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static Lessons Prepare(
        ITeacher teacher, TextPool pool, Schema schema, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        long start = Stopwatch.GetTimestamp();
        var texts = new Listener(done =>
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            progress?.Report(new TrainingProgress(0, 0, done.Done, done.Of, double.NaN, null, done.Done / elapsed.TotalSeconds, elapsed / done.Done * (done.Of - done.Done)));
        });
        return new Lessons(pool, SoftTargets.Ask(teacher, pool.Texts, 1 + schema.Intents.Count, texts, cancellation));
    }

    private sealed class Listener(Action<(int Done, int Of)> report) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => report(value);
    }
}
