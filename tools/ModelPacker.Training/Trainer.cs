using System.Diagnostics;
using System.Globalization;
using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.Optimization;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training;

/// <summary>Trains a command model: subwords where none are given, then the transformer.</summary>
public sealed class Trainer
{
    private const int StepsPerReport = 20;
    private const double MaxTooLongShare = 0.05;
    private static readonly TimeSpan SavePause = TimeSpan.FromSeconds(30);
    private readonly TrainingJob _job;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<string> _pieces;
    private readonly BatchPipeline _pipeline;
    private readonly Evaluator _evaluator;
    private readonly CommandNetwork _network, _averageNetwork;
    private readonly CommandLoss _loss;
    private readonly AdamW _optimizer;
    private readonly OneCycle _schedule;
    private readonly WeightAverage _average;
    private readonly ModelWeights _best;
    private readonly LearningCurve _curve;
    private readonly RaggedBatch _batch = new();
    private readonly Stopwatch _clock = new();
    private readonly int _steps, _tooLong;
    private readonly string _fingerprint;
    private Accuracy? _bestAccuracy, _lastAccuracy;
    private (double Loss, int Steps) _unreported;
    private int _step, _epoch, _epochStep, _bestEpoch, _timedSteps;
    private long _sentences, _timedSentences, _saved = Stopwatch.GetTimestamp();

    private Trainer(TrainingJob job)
    {
        (_job, _options) = (job, job.Options);
        _options.CheckRecipe();
        job.Distillation.Check();
        _pieces = job.Pieces ?? job.Start?.Pieces ?? PieceTrainer.Train(WordCounts.Of(job.Training.Epoch(0)), _options.Pieces);
        ModelConfig config = job.Start?.Config ?? _options.ToConfig(job.Schema, _pieces.Count);
        var encoder = new ExampleEncoder(job.Schema, new TextEncoder(_pieces, config.MaxTokens, config.NgramRows));
        _tooLong = CountTooLong(job.Training, encoder, config.MaxTokens);
        _pipeline = new BatchPipeline(job.Training, encoder, _options, job.Targets);
        _evaluator = new Evaluator(job.Schema, new ExampleEncoder(job.Schema, new TextEncoder(_pieces, config.MaxTokens, config.NgramRows)), job.Development);
        var weights = new ModelWeights(config);
        if (job.Start is null) WeightInitializer.Fill(weights, RandomExtensions.Derive(_options.Seed, ulong.MaxValue));
        else weights.CopyFrom(job.Start.Weights);
        _network = job.Network(weights, _options.Dropout);
        _average = new WeightAverage(weights, _options.AverageDecay);
        _averageNetwork = job.Network(_average.Weights, 0);
        _best = new ModelWeights(config);
        _loss = new CommandLoss(new OutputLayout(job.Schema).Groups, _options.Loss, job.Distillation);
        _optimizer = new AdamW(_network.Parameters, _options.WeightDecay, _options.TableRate);
        _steps = _options.Epochs * Math.Max(1, (job.Training.EpochSize + _options.BatchSize - 1) / _options.BatchSize);
        _schedule = new OneCycle(_options.LearningRate, _steps, _options.WarmUp);
        _curve = new LearningCurve(_steps);
        _fingerprint = job.StateFile is null ? "" : Identify();
    }

    /// <summary>
    /// Trains until the epochs or the patience are used up, or <paramref name="cancellation"/> asks to stop; also then the result is usable.
    /// The same job gives the same weights on the same kind of processor, however often it was interrupted.
    /// </summary>
    /// <param name="job">What to train, on what.</param>
    /// <param name="progress">Hears of the run every few steps.</param>
    /// <param name="cancellation">Stops the run after the step under way.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a label does not fit the schema.</exception>
    /// <exception cref="InvalidDataException">The state file is damaged or belongs to another job.</exception>
    public static TrainingResult Run(TrainingJob job, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var trainer = new Trainer(job);
        trainer.Resume();
        while (!trainer.IsOver && !cancellation.IsCancellationRequested) trainer.TrainEpoch(progress, cancellation);
        bool cancelled = !trainer.IsOver;
        if (cancelled)
        {
            trainer.Save();
            trainer.Select();
        }
        Accuracy accuracy = trainer._bestAccuracy!;
        var checkpoint = new Checkpoint(trainer._best, trainer._pieces, job.Schema, trainer.Provenance(accuracy)) { Samples = job.Development };
        return new TrainingResult(checkpoint, accuracy, trainer._epoch, trainer.Speed, trainer._tooLong, cancelled, trainer._curve.Points);
    }

    private bool IsOver => _epoch >= _options.Epochs || (_options.Patience > 0 && _epoch - _bestEpoch >= _options.Patience);

    private double Speed => _clock.Elapsed.TotalSeconds > 0 ? _timedSentences / _clock.Elapsed.TotalSeconds : 0;

    /// <summary>All that training changes.</summary>
    private IReadOnlyList<float[]> Tensors =>
    [
        .. new[] { _network.Weights, _average.Weights, _best }.SelectMany(weights => weights.Tensors).Select(tensor => tensor.Values),
        .. _optimizer.Moments,
    ];

    /// <exception cref="ArgumentException">Too many would be left out for the rest to stand for all.</exception>
    private static int CountTooLong(IExampleSource train, ExampleEncoder encoder, int maxTokens)
    {
        int tooLong = train.Epoch(0).Count(utterance => utterance.Intent != ExampleEncoder.Unlabelled && encoder.Encode(utterance) is null);
        return tooLong <= MaxTooLongShare * train.EpochSize ? tooLong : throw new ArgumentException(
            $"{tooLong} of {train.EpochSize} training sentences are longer than the {maxTokens} tokens of the model; allow more tokens, or shorten the sentences");
    }

    private void TrainEpoch(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        _clock.Start();
        foreach (TrainingExample[] examples in _pipeline.Epoch(_epoch, cancellation).Skip(_epochStep))
        {
            if (cancellation.IsCancellationRequested) break;
            _unreported = (_unreported.Loss + TrainStep(examples), _unreported.Steps + 1);
            if (Stopwatch.GetElapsedTime(_saved) >= SavePause) Save();
            if (_unreported.Steps < StepsPerReport) continue;
            TimeSpan remaining = _clock.Elapsed / _timedSteps * Math.Max(0, _steps - _step);
            progress?.Report(new TrainingProgress(_epoch + 1, _options.Epochs, _step, _steps, _unreported.Loss / _unreported.Steps, _lastAccuracy, Speed, remaining));
            _unreported = default;
        }
        _clock.Stop();
        if (cancellation.IsCancellationRequested) return;
        Select();
        (_epoch, _epochStep) = (_epoch + 1, 0);
    }

    private double TrainStep(TrainingExample[] examples)
    {
        ulong seed = RandomExtensions.Derive(_options.Seed + 1, (ulong)_step);
        var random = new Xoshiro256(seed);
        _batch.Clear();
        foreach (TrainingExample example in examples) _batch.Add(example.Text, _ => !random.Chance(_options.NgramDropout));
        _network.Forward(_batch, seed);
        double loss = _loss.Compute(_network, examples);
        _network.Backward(_batch, _loss.SentenceGradient, _loss.TagGradient);
        _optimizer.Step(_schedule.Rate(_step), _options.ClipNorm);
        _network.ClearGradients();
        _average.Update(_network.Weights);
        _curve.Add(++_step, loss);
        _epochStep++;
        _timedSteps++;
        _sentences += examples.Length;
        _timedSentences += examples.Length;
        return loss;
    }

    /// <summary>Keeps the weights, averaged or not, if none before them did better on the development set.</summary>
    private void Select()
    {
        Accuracy? better = null;
        foreach (CommandNetwork candidate in new[] { _network, _averageNetwork })
        {
            _lastAccuracy = _evaluator.Evaluate(candidate);
            if (better is null || Score(_lastAccuracy) > Score(better)) better = _lastAccuracy;
            if (_bestAccuracy is not null && Score(_lastAccuracy) < Score(_bestAccuracy)) continue;
            if (_bestAccuracy is null || Score(_lastAccuracy) > Score(_bestAccuracy)) _bestEpoch = _epoch + 1;
            _bestAccuracy = _lastAccuracy;
            _best.CopyFrom(candidate.Weights);
        }
        _curve.Judge(_step, better!);
    }

    internal static double Score(Accuracy accuracy) => accuracy.Frame + (1e-3 * accuracy.Intent);

    private string Identify()
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(_options).Add(_job.Variant).Add(_job.Schema).Add(_pieces).Add(_job.Training.EpochSize).Add(_job.Training.Epoch(0)).Add(_job.Development);
        fingerprint.Add(_job.Distillation);
        _job.Targets?.AddTo(fingerprint);
        foreach (WeightTensor tensor in _network.Weights.Tensors) fingerprint.Add(tensor.Values);
        return fingerprint.Finish();
    }

    private void Save()
    {
        _saved = Stopwatch.GetTimestamp();
        if (_job.StateFile is null) return;
        new TrainerState
        {
            Step = _step,
            Epoch = _epoch,
            EpochStep = _epochStep,
            Sentences = _sentences,
            BestEpoch = _bestEpoch,
            Best = _bestAccuracy,
            Last = _lastAccuracy,
            Curve = _curve.Points,
            Pending = _curve.Pending,
        }.Save(_job.StateFile, _fingerprint, Tensors);
    }

    private void Resume()
    {
        if (_job.StateFile is null || TrainerState.Load(_job.StateFile, _fingerprint, Tensors) is not { } state) return;
        (_step, _epoch, _epochStep, _sentences) = (state.Step, state.Epoch, state.EpochStep, state.Sentences);
        (_bestEpoch, _bestAccuracy, _lastAccuracy) = (state.BestEpoch, state.Best, state.Last);
        _curve.Points.AddRange(state.Curve);
        _curve.Pending = state.Pending;
        _optimizer.Resume(_step);
        _average.Resume(_step);
    }

    private Dictionary<string, string> Provenance(Accuracy accuracy) => new()
    {
        ["seed"] = _options.Seed.ToString(CultureInfo.InvariantCulture),
        ["steps"] = _step.ToString(CultureInfo.InvariantCulture),
        ["sentences"] = _sentences.ToString(CultureInfo.InvariantCulture),
        ["dev_intent"] = accuracy.Intent.ToString("F4", CultureInfo.InvariantCulture),
        ["dev_frame"] = accuracy.Frame.ToString("F4", CultureInfo.InvariantCulture),
    };
}
