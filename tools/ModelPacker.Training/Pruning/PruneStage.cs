using System.Globalization;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Pruning;

/// <summary>
/// Makes a trained model smaller in several rounds: measure importance, take a part of what is to go, train for a while (Molchanov et al., 2017). The last
/// round has about half of the epochs or more.
/// </summary>
public sealed class PruneStage
{
    private const int LeastEpochsPerRound = 4;
    private readonly TrainingJob _recovery;
    private readonly PruneOptions _options;
    private readonly ModelConfig _target;
    private readonly Shrinker _shrinker;
    private readonly BudgetSearch _search;
    private readonly RecoveryProgress _progress;
    private readonly CancellationToken _cancellation;
    private readonly int[] _epochs;
    private readonly List<PruneStep> _steps = [];
    private readonly List<CurvePoint> _curve = [];
    private bool _cancelled;

    private PruneStage(
        Checkpoint source, TrainingJob recovery, PruneOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        options.Check();
        recovery.Options.CheckRecipe();
        (_recovery, _options, _cancellation) = (recovery, options, cancellation);
        _target = options.Target.Of(source);
        if (_target == source.Config && !(ImageBytes(source) > options.MaxImageBytes))
        {
            throw new ArgumentException("pruning: the model has this size already, nothing is to go; ask for less of something, or for a smaller image");
        }
        Utterance[] labelled = [.. recovery.Training.Epoch(0).Where(utterance => utterance.Intent != ExampleEncoder.Unlabelled).Take(options.ImportanceSamples)];
        _shrinker = new Shrinker(labelled, recovery.Options.Loss);
        _search = new BudgetSearch(new Shrinker(labelled[..Math.Min(labelled.Length, options.SearchSamples)], recovery.Options.Loss), ImageBytes);
        _epochs = Divide(recovery.Options.Epochs, options.Steps);
        _progress = new RecoveryProgress(progress, recovery.Options.Epochs);
    }

    /// <summary>Prunes <paramref name="source"/> and trains what is left.</summary>
    /// <param name="source">A trained model.</param>
    /// <param name="recovery">
    /// How to train in between, on what, and with which teacher; its epochs are those of all rounds, its start is not looked at. With a state file each
    /// round has one of its own, named so and ".1" and so on, until the last is over.
    /// </param>
    /// <param name="options">What to reach.</param>
    /// <param name="progress">Hears of the training.</param>
    /// <param name="cancellation">Ends the training early; the model is pruned to its end all the same.</param>
    /// <exception cref="ArgumentException">The shape cannot be had, or an option is out of range; the message says what can.</exception>
    public static PruneResult Run(
        Checkpoint source, TrainingJob recovery, PruneOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var stage = new PruneStage(source, recovery, options, progress, cancellation);
        Accuracy before = stage.Evaluate(source);
        Checkpoint pruned = stage.Prune(source);
        if (!stage._cancelled) stage.DeleteStates();
        return new PruneResult(pruned, before, stage._steps, stage._curve, stage._cancelled);
    }

    /// <summary>The epochs of each round: half of them or more for the last; fewer rounds where they would be too short to gain anything.</summary>
    internal static int[] Divide(int epochs, int steps)
    {
        int rounds = Math.Clamp(epochs / LeastEpochsPerRound, 1, steps), each = epochs / (2 * rounds);
        return [.. Enumerable.Repeat(each, rounds - 1), epochs - ((rounds - 1) * each)];
    }

    private Checkpoint Prune(Checkpoint source)
    {
        Checkpoint model = source;
        for (int round = 0; round < _epochs.Length; round++)
        {
            int left = _epochs.Length - round;
            Importance importance = _shrinker.Measure(model);
            ModelConfig next = WithinBudget(model, importance, PruneSchedule.Next(model.Config, Towards(_target, model.Config), left), left);
            model = _shrinker.Shrink(model, importance, next);
            Accuracy pruned = Evaluate(model);
            TrainingResult result = Recover(model, round);
            model = result.Checkpoint;
            _steps.Add(new PruneStep(next, ImageBytes(model), pruned, result.Development, result.Epochs));
        }
        return new Checkpoint(model.Weights, model.Pieces, model.Schema, Provenance(source, model)) { Samples = source.Samples };
    }

    /// <summary>The target; but what the search for a budget has made smaller than that stays so.</summary>
    private static ModelConfig Towards(ModelConfig target, ModelConfig config) => target with
    {
        Dim = Math.Min(config.Dim, target.Dim),
        Layers = Math.Min(config.Layers, target.Layers),
        Heads = Math.Min(config.Heads, target.Heads),
        KvHeads = Math.Min(config.KvHeads, target.KvHeads),
        Hidden = Math.Min(config.Hidden, target.Hidden),
        Pieces = Math.Min(config.Pieces, target.Pieces),
        NgramRows = target.NgramRows > 0 && config.NgramRows % target.NgramRows == 0 ? target.NgramRows : config.NgramRows,
    };

    private ModelConfig WithinBudget(Checkpoint model, Importance importance, ModelConfig shape, int left)
    {
        if (_options.MaxImageBytes is not { } most) return shape;
        long now = ImageBytes(model), allowed = now - ((now - most) / left);
        return _search.Search(model, importance, shape, allowed);
    }

    private long ImageBytes(Checkpoint model) => ImageSize.Of(model.Config, model.Pieces, model.Schema, _options.Format);

    private TrainingResult Recover(Checkpoint model, int round)
    {
        TrainingResult result = Trainer.Run(
            _recovery with
            {
                Start = model,
                Pieces = null,
                Options = _recovery.Options with { Epochs = _epochs[round], Seed = RandomExtensions.Derive(_recovery.Options.Seed, (ulong)round) },
                // After an interruption the later rounds start from other weights than they will when the run goes on.
                StateFile = _cancelled ? null : StateFile(round),
            },
            _progress,
            _cancellation);
        _cancelled |= result.WasCancelled;
        int done = _curve.Count == 0 ? 0 : _curve[^1].Step;
        _curve.AddRange(result.Curve.Select(point => point with { Step = point.Step + done }));
        _progress.Add(_epochs[round]);
        return result;
    }

    private string? StateFile(int round) => _recovery.StateFile is { } file ? $"{file}.{round + 1}" : null;

    private void DeleteStates()
    {
        for (int round = 0; round < _epochs.Length; round++)
        {
            if (StateFile(round) is { } file) File.Delete(file);
        }
    }

    private Accuracy Evaluate(Checkpoint model)
    {
        var encoder = new ExampleEncoder(model.Schema, new TextEncoder(model.Pieces, model.Config.MaxTokens, model.Config.NgramRows));
        return new Evaluator(model.Schema, encoder, _recovery.Development).Evaluate(new CommandNetwork(model.Weights));
    }

    private Dictionary<string, string> Provenance(Checkpoint source, Checkpoint model) => new(source.Provenance)
    {
        ["pruned_from"] = Shape(source.Config),
        ["pruned_to"] = Shape(model.Config),
        ["prune_epochs"] = string.Join('+', _steps.Select(step => step.Epochs)),
        ["dev_intent"] = _steps[^1].Recovered.Intent.ToString("F4", CultureInfo.InvariantCulture),
        ["dev_frame"] = _steps[^1].Recovered.Frame.ToString("F4", CultureInfo.InvariantCulture),
    };

    private static string Shape(ModelConfig config) =>
        $"width {config.Dim}, {config.Layers} layers, {config.Heads} heads, hidden {config.Hidden}, {config.Pieces} pieces, {config.NgramRows} n-gram rows";
}
