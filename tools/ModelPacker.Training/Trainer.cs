using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.Optimization;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training;

/// <summary>What a run has led to.</summary>
/// <param name="Checkpoint">The weights that did best on the development set.</param>
/// <param name="Development">Their accuracy.</param>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="SentencesPerSecond">Training speed, evaluation not counted.</param>
/// <param name="TooLong">Sentences of the first epoch that were left out because they have more tokens than the model takes.</param>
/// <param name="WasCancelled">Whether the run was stopped before its end.</param>
public sealed record TrainingResult(
    Checkpoint Checkpoint, Accuracy Development, int Epochs, double SentencesPerSecond, int TooLong, bool WasCancelled);

/// <summary>Trains a command model from scratch: subwords, then the transformer.</summary>
public sealed class Trainer
{
    private const int StepsPerReport = 20, MaxWords = 256;
    private const double MaxTooLongShare = 0.05;
    private readonly TrainingOptions _options;
    private readonly BatchPipeline _pipeline;
    private readonly Evaluator _evaluator;
    private readonly CommandNetwork _network, _averageNetwork;
    private readonly CommandLoss _loss;
    private readonly AdamW _optimizer;
    private readonly OneCycle _schedule;
    private readonly WeightAverage _average;
    private readonly ModelWeights _best;
    private readonly RaggedBatch _batch = new();
    private readonly Stopwatch _clock = new();
    private readonly int _steps, _tooLong;
    private Accuracy? _bestAccuracy, _lastAccuracy;
    private int _step, _bestEpoch;
    private long _sentences;

    private Trainer(TrainingOptions options, Schema schema, IReadOnlyList<string> pieces, IExampleSource train, IReadOnlyList<Utterance> development)
    {
        ModelConfig config = options.ToConfig(schema, pieces.Count);
        var encoder = new ExampleEncoder(schema, new TextEncoder(pieces, config.MaxTokens, config.NgramRows));
        _options = options;
        _tooLong = CountTooLong(train, encoder, config.MaxTokens);
        _pipeline = new BatchPipeline(train, encoder, options);
        _evaluator = new Evaluator(schema, new ExampleEncoder(schema, new TextEncoder(pieces, config.MaxTokens, config.NgramRows)), development);
        var weights = new ModelWeights(config);
        WeightInitializer.Fill(weights, RandomExtensions.Derive(options.Seed, ulong.MaxValue));
        _network = new CommandNetwork(weights, options.Dropout);
        _average = new WeightAverage(weights, options.AverageDecay);
        _averageNetwork = new CommandNetwork(_average.Weights);
        _best = new ModelWeights(config);
        _loss = new CommandLoss(new OutputLayout(schema).Groups, options.Loss);
        _optimizer = new AdamW(_network.Parameters, options.WeightDecay);
        _steps = options.Epochs * Math.Max(1, (train.EpochSize + options.BatchSize - 1) / options.BatchSize);
        _schedule = new OneCycle(options.LearningRate, _steps, options.WarmUp);
    }

    /// <summary>
    /// Trains until the epochs or the patience are used up, or <paramref name="cancellation"/> asks to stop; also then the result is usable.
    /// The same arguments give the same weights on the same kind of processor.
    /// </summary>
    /// <param name="options">Model and recipe.</param>
    /// <param name="schema">What the model shall tell apart.</param>
    /// <param name="train">Training sentences; the subwords come from its first epoch.</param>
    /// <param name="development">Labelled utterances that pick the best weights; they go into the checkpoint as its samples.</param>
    /// <param name="progress">Hears of the run every few steps.</param>
    /// <param name="cancellation">Stops the run after the step under way.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a label does not fit the schema.</exception>
    public static TrainingResult Run(
        TrainingOptions options, Schema schema, IExampleSource train, IReadOnlyList<Utterance> development,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(CountWords(train.Epoch(0)), options.Pieces);
        var trainer = new Trainer(options, schema, pieces, train, development);
        int epoch = 0;
        while (epoch < options.Epochs && !cancellation.IsCancellationRequested)
        {
            trainer.TrainEpoch(epoch, progress, cancellation);
            trainer.Select(++epoch);
            if (options.Patience > 0 && epoch - trainer._bestEpoch >= options.Patience) break;
        }
        if (trainer._bestAccuracy is null) trainer.Select(epoch);
        Accuracy accuracy = trainer._bestAccuracy!;
        var checkpoint = new Checkpoint(trainer._best, pieces, schema, trainer.Provenance(accuracy)) { Samples = development };
        return new TrainingResult(checkpoint, accuracy, epoch, trainer.Speed, trainer._tooLong, cancellation.IsCancellationRequested);
    }

    private double Speed => _clock.Elapsed.TotalSeconds > 0 ? _sentences / _clock.Elapsed.TotalSeconds : 0;

    private static Dictionary<string, long> CountWords(IEnumerable<Utterance> utterances)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var words = new WordReader(MaxWords);
        foreach (Utterance utterance in utterances)
        {
            if (!words.Read(utterance.Text)) continue;
            for (int word = 0; word < words.Normalizer.WordCount; word++)
            {
                string text = Encoding.UTF8.GetString(words.Word(word));
                counts[text] = counts.GetValueOrDefault(text) + 1;
            }
        }
        return counts;
    }

    /// <exception cref="ArgumentException">Too many would be left out for the rest to stand for all.</exception>
    private static int CountTooLong(IExampleSource train, ExampleEncoder encoder, int maxTokens)
    {
        int tooLong = train.Epoch(0).Count(utterance => encoder.Encode(utterance) is null);
        return tooLong <= MaxTooLongShare * train.EpochSize ? tooLong : throw new ArgumentException(
            $"{tooLong} of {train.EpochSize} training sentences are longer than the {maxTokens} tokens of the model; allow more tokens, or shorten the sentences");
    }

    private void TrainEpoch(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        double loss = 0;
        int reported = _step;
        _clock.Start();
        foreach (TrainingExample[] examples in _pipeline.Epoch(epoch, cancellation))
        {
            if (cancellation.IsCancellationRequested) break;
            loss += TrainStep(examples);
            if (_step - reported < StepsPerReport) continue;
            TimeSpan remaining = _clock.Elapsed / _step * Math.Max(0, _steps - _step);
            progress?.Report(new TrainingProgress(epoch + 1, _options.Epochs, _step, _steps, loss / (_step - reported), _lastAccuracy, Speed, remaining));
            (loss, reported) = (0, _step);
        }
        _clock.Stop();
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
        _step++;
        _sentences += examples.Length;
        return loss;
    }

    /// <summary>Keeps the weights, averaged or not, if none before them did better on the development set.</summary>
    private void Select(int epoch)
    {
        foreach (CommandNetwork candidate in new[] { _network, _averageNetwork })
        {
            _lastAccuracy = _evaluator.Evaluate(candidate);
            if (_bestAccuracy is not null && Score(_lastAccuracy) < Score(_bestAccuracy)) continue;
            if (_bestAccuracy is null || Score(_lastAccuracy) > Score(_bestAccuracy)) _bestEpoch = epoch;
            _bestAccuracy = _lastAccuracy;
            _best.CopyFrom(candidate.Weights);
        }
    }

    private static double Score(Accuracy accuracy) => accuracy.Frame + (1e-3 * accuracy.Intent);

    private Dictionary<string, string> Provenance(Accuracy accuracy) => new()
    {
        ["seed"] = _options.Seed.ToString(CultureInfo.InvariantCulture),
        ["steps"] = _step.ToString(CultureInfo.InvariantCulture),
        ["sentences"] = _sentences.ToString(CultureInfo.InvariantCulture),
        ["dev_intent"] = accuracy.Intent.ToString("F4", CultureInfo.InvariantCulture),
        ["dev_frame"] = accuracy.Frame.ToString("F4", CultureInfo.InvariantCulture),
    };
}
