using ModelPacker.Core.Image;
using ModelPacker.Core.Model;

namespace ModelPacker.Training.Pipeline;

/// <summary>A whole run from data to image.</summary>
/// <param name="Training">What the trainer says.</param>
/// <param name="Checkpoint">The trained model, with samples and the hashes of the data.</param>
/// <param name="Packed">The image.</param>
public sealed record PipelineResult(TrainingResult Training, Checkpoint Checkpoint, PackResult Packed);

/// <summary>corpus, tokenizer, training, checkpoint, quantisation, calibration, image.</summary>
public static class TrainingPipeline
{
    /// <summary>Trains and packs.</summary>
    /// <param name="data">What to train on.</param>
    /// <param name="options">Model and recipe.</param>
    /// <param name="packing">How to pack.</param>
    /// <param name="save">Receives the checkpoint as soon as training is over, before it is packed.</param>
    /// <param name="progress">Hears of the training.</param>
    /// <param name="cancellation">Ends the training early; what was learnt until then is packed.</param>
    /// <param name="stateFile">Keeps an unfinished training, with which the same run goes on; null: nothing.</param>
    /// <exception cref="InvalidDataException">The options do not fit the data, or the unfinished training is of another run.</exception>
    public static PipelineResult Run(
        TrainingData data, TrainingOptions options, PackOptions packing, Action<Checkpoint> save,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default, string? stateFile = null)
    {
        TrainingResult result = Train(new TrainingJob(options, data.Schema, data.Training, data.Development) { StateFile = stateFile }, progress, cancellation);
        Checkpoint checkpoint = data.Sign(result.Checkpoint);
        save(checkpoint);
        if (stateFile is not null && !result.WasCancelled)
        {
            File.Delete(stateFile);
        }

        return new PipelineResult(result, checkpoint, CheckpointPacker.Pack(checkpoint, packing));
    }

    /// <summary>Trains; what the options and labels have wrong is told as a fault of the data.</summary>
    /// <exception cref="InvalidDataException">The options do not fit the data, or the unfinished training is of another run.</exception>
    public static TrainingResult Train(TrainingJob job, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return Trainer.Run(job, progress, cancellation);
        }
        catch (ArgumentException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>What options and labels have wrong, as a fault of the data, without the name of a parameter that no user knows.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="stage">The stage of a chain.</param>
    internal static InvalidDataException Fault(ArgumentException e, string? stage = null)
    {
        string message = e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "");
        return new InvalidDataException(stage is null ? message : $"{stage}: {message}", e);
    }
}
