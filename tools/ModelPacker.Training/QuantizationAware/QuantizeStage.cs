using System.Globalization;
using System.Text.Json;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Reports;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.Pruning;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>
/// Fine-tunes a float model while it computes as its packed image will. The steps are calibrated first, once more on the weights that a part of the
/// epochs has led to, and are then frozen. What training makes worse on the development set is not kept.
/// </summary>
public sealed class QuantizeStage
{
    private readonly Checkpoint _source;
    private readonly TrainingJob _job;
    private readonly QuantizeOptions _options;
    private readonly RecoveryProgress _progress;
    private readonly CancellationToken _cancellation;
    private readonly string[] _texts;
    private readonly Evaluator _evaluator;
    private readonly List<CurvePoint> _curve = [];
    private bool _cancelled;

    private QuantizeStage(Checkpoint source, TrainingJob job, QuantizeOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        job.Options.CheckRecipe();
        (_source, _job, _options, _progress, _cancellation) = (source, job, options, new RecoveryProgress(progress, job.Options.Epochs), cancellation);
        _texts = [.. job.Training.Epoch(0).Select(utterance => utterance.Text)];
        var encoder = new ExampleEncoder(source.Schema, new TextEncoder(source.Pieces, source.Config.MaxTokens, source.Config.NgramRows));
        _evaluator = new Evaluator(source.Schema, encoder, job.Development);
    }

    /// <summary>Quantises <paramref name="source"/> and trains it.</summary>
    /// <param name="source">A trained float model.</param>
    /// <param name="job">How to train, on what, and with which teacher; its start and network are not looked at. A state file is followed by ".1" and ".2".</param>
    /// <param name="options">What to reach.</param>
    /// <param name="progress">Hears of the training.</param>
    /// <param name="cancellation">Ends the training early; the result is usable all the same.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="QuantizationException">The model is beyond the engine's ranges.</exception>
    public static QuantizeResult Run(
        Checkpoint source, TrainingJob job, QuantizeOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var stage = new QuantizeStage(source, job, options, progress, cancellation);
        Checkpoint calibrated = stage.Calibrate(source), trained = calibrated;
        (int settling, int frozen) = options.Divide(job.Options.Epochs);
        if (settling > 0) trained = stage.Calibrate(stage.Train(trained, settling, 1));
        if (!stage._cancelled) trained = stage.Train(trained, frozen, 2);
        (Accuracy before, Accuracy after) = (stage.Evaluate(calibrated), stage.Evaluate(trained));
        bool helped = Trainer.Score(after) > Trainer.Score(before);
        Checkpoint result = stage.Finish(helped ? trained : calibrated, helped ? after : before);
        return new QuantizeResult(result, before, helped ? after : before, stage._curve, stage._cancelled);
    }

    private Checkpoint Calibrate(Checkpoint checkpoint) => StaticQuantization.Calibrate(checkpoint, _texts, _options.Format, _options.Method);

    private Checkpoint Train(Checkpoint start, int epochs, int part)
    {
        QuantizationPlan plan = start.Plan!;
        TrainingResult result = Trainer.Run(
            _job with
            {
                Start = start,
                Pieces = null,
                Options = _job.Options with { Epochs = epochs, Seed = RandomExtensions.Derive(_job.Options.Seed, (ulong)part) },
                Network = (weights, dropout) => new CommandNetwork(weights, dropout, plan),
                Variant = JsonSerializer.Serialize(plan),
                StateFile = _job.StateFile is { } file ? $"{file}.{part}" : null,
            },
            _progress,
            _cancellation);
        _cancelled |= result.WasCancelled;
        _progress.Add(epochs);
        int done = _curve.Count == 0 ? 0 : _curve[^1].Step;
        _curve.AddRange(result.Curve.Select(point => point with { Step = point.Step + done }));
        return result.Checkpoint with { Plan = plan };
    }

    private Accuracy Evaluate(Checkpoint checkpoint) => _evaluator.Evaluate(new CommandNetwork(checkpoint.Weights, plan: checkpoint.Plan));

    private Checkpoint Finish(Checkpoint checkpoint, Accuracy accuracy)
    {
        var provenance = new Dictionary<string, string>(_source.Provenance)
        {
            ["quantized"] = Describe(_options.Format),
            ["quantize_epochs"] = _job.Options.Epochs.ToString(CultureInfo.InvariantCulture),
            ["dev_intent"] = accuracy.Intent.ToString("F4", CultureInfo.InvariantCulture),
            ["dev_frame"] = accuracy.Frame.ToString("F4", CultureInfo.InvariantCulture),
        };
        return new Checkpoint(checkpoint.Weights, checkpoint.Pieces, checkpoint.Schema, provenance) { Samples = _source.Samples, Plan = checkpoint.Plan };
    }

    private static string Describe(WeightFormat format) =>
        $"INT{format.MatrixBits} weights{(format.Group > 0 ? $" in groups of {format.Group}" : "")}, INT{format.EmbeddingBits} embeddings";
}
