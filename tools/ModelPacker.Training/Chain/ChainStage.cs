using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;

namespace ModelPacker.Training.Chain;

/// <summary>One stage of a chain: a checkpoint from the one before.</summary>
/// <param name="Name">Short, and the name of its checkpoint's file: teacher, distilled, pruned, quantized.</param>
/// <param name="Description">What is done, in a sentence, for the report.</param>
/// <param name="Recipe">
/// All settings that decide the outcome, as a value that JSON can express by its public properties: a stage whose recipe, data and predecessors are
/// the same is not run again.
/// </param>
/// <param name="Run">
/// The work: from the checkpoint before (null for the first stage) to the next. It throws <see cref="OperationCanceledException"/> when it is
/// stopped, with its state kept in <see cref="StageContext.StateFile"/>.
/// </param>
/// <param name="Weight">About how long it takes, in any unit that all stages share.</param>
public sealed record ChainStage(string Name, string Description, object Recipe, Func<Checkpoint?, StageContext, StageOutcome> Run, double Weight = 1);

/// <summary>What a stage works with.</summary>
/// <param name="StateFile">
/// Where a training of the stage keeps its state (see <see cref="TrainingJob.StateFile"/>); several may add endings to the name. The files go when the
/// stage is finished.
/// </param>
/// <param name="Earlier">The checkpoints of the stages before, by name.</param>
/// <param name="Progress">Hears of the stage's training.</param>
/// <param name="Cancellation">Asks the stage to stop.</param>
public sealed record StageContext(
    string StateFile, IReadOnlyDictionary<string, Checkpoint> Earlier, IProgress<TrainingProgress> Progress, CancellationToken Cancellation)
{
    /// <summary>Trains as a part of the stage, resumably.</summary>
    /// <exception cref="OperationCanceledException">The training was stopped; it can be resumed.</exception>
    public StageOutcome Train(TrainingJob job)
    {
        TrainingResult result = Trainer.Run(job with { StateFile = StateFile }, Progress, Cancellation);
        return Finish(result.Checkpoint, result.Curve, result.WasCancelled);
    }

    /// <summary>What a stage leaves, unless it was stopped.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public StageOutcome Finish(Checkpoint checkpoint, IReadOnlyList<CurvePoint> curve, bool wasCancelled) =>
        wasCancelled ? throw new OperationCanceledException(Cancellation) : new StageOutcome(checkpoint, curve);
}

/// <summary>What a stage leaves.</summary>
/// <param name="Checkpoint">The model.</param>
/// <param name="Curve">Of its training; empty where there was none.</param>
public sealed record StageOutcome(Checkpoint Checkpoint, IReadOnlyList<CurvePoint> Curve);
