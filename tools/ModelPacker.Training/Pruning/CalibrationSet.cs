using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Pruning;

/// <summary>Labelled examples as one model reads them, with the loss that it was trained on. Not thread safe.</summary>
public sealed class CalibrationSet
{
    private const int BatchSize = 64;
    private readonly CommandLoss _loss;
    private readonly IReadOnlyList<TrainingExample[]> _batches;
    private readonly RaggedBatch _batch = new();

    /// <summary>The utterances that are not too long for the model.</summary>
    /// <exception cref="ArgumentException">There are none, or a label does not fit the schema.</exception>
    public CalibrationSet(Checkpoint checkpoint, IEnumerable<Utterance> utterances, LossWeights weights)
    {
        ModelConfig config = checkpoint.Config;
        var encoder = new ExampleEncoder(checkpoint.Schema, new TextEncoder(checkpoint.Pieces, config.MaxTokens, config.NgramRows));
        _loss = new CommandLoss(new OutputLayout(checkpoint.Schema).Groups, weights);
        _batches = [.. utterances.Select(encoder.Encode).OfType<TrainingExample>().Chunk(BatchSize)];
        Count = _batches.Sum(batch => batch.Length);
        if (Count == 0) throw new ArgumentException($"no labelled utterance of at most {config.MaxTokens} tokens is there to measure importance on; give some");
    }

    /// <summary>Number of examples.</summary>
    public int Count { get; }

    /// <summary>The mean loss of the network's weights, in nat per sentence.</summary>
    public double Loss(CommandNetwork network)
    {
        double sum = 0;
        foreach (TrainingExample[] examples in _batches) sum += Forward(network, examples) * examples.Length;
        return sum / Count;
    }

    /// <summary>Shows every activation to <paramref name="observer"/>.</summary>
    public void Run(CommandNetwork network, IActivationObserver observer)
    {
        foreach (TrainingExample[] examples in _batches) Forward(network, examples, observer);
    }

    /// <summary>
    /// Runs all examples forward and backward, batch after batch; the network keeps no gradients. <paramref name="begin"/> hears of each batch before
    /// anything of it is observed. The gradients are those of the batch's mean loss.
    /// </summary>
    public void Run(CommandNetwork network, Action<RaggedBatch> begin, IActivationObserver activations, IActivationObserver gradients)
    {
        foreach (TrainingExample[] examples in _batches)
        {
            Fill(examples);
            begin(_batch);
            Forward(network, examples, activations);
            network.Backward(_batch, _loss.SentenceGradient, _loss.TagGradient, gradients);
            network.ClearGradients();
        }
    }

    private double Forward(CommandNetwork network, TrainingExample[] examples, IActivationObserver? observer = null)
    {
        Fill(examples);
        network.Forward(_batch, observer: observer);
        return _loss.Compute(network, examples);
    }

    private void Fill(TrainingExample[] examples)
    {
        _batch.Clear();
        foreach (TrainingExample example in examples) _batch.Add(example.Text, _ => true);
    }
}
