using System.Collections.Concurrent;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Examples;

/// <summary>Generates and encodes training batches on another thread, a few ahead of training. What they hold depends on the seed only.</summary>
internal sealed class BatchPipeline(IExampleSource source, ExampleEncoder encoder, TrainingOptions options, SoftTargets? targets)
{
    private const int BatchesAhead = 8;

    /// <summary>The batches of an epoch, the last one perhaps smaller; texts that are too long for the model are left out.</summary>
    public IEnumerable<TrainingExample[]> Epoch(int epoch, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var batches = new BlockingCollection<TrainingExample[]>(BatchesAhead);
        Task producer = Task.Run(() => Produce(epoch, batches, stop.Token), CancellationToken.None);
        try
        {
            foreach (TrainingExample[] batch in batches.GetConsumingEnumerable(CancellationToken.None)) yield return batch;
            producer.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny(producer);
        }
    }

    private void Produce(int epoch, BlockingCollection<TrainingExample[]> batches, CancellationToken stop)
    {
        try
        {
            var random = new Xoshiro256(RandomExtensions.Derive(options.Seed, (ulong)epoch));
            IEnumerable<TrainingExample> examples = source.Epoch(epoch)
                .Select(utterance => encoder.Sample(utterance, options.SubwordDropout, options.UnknownDropout, random) is { } example
                    ? example with { Taught = targets?.Of(utterance.Text) } : null)
                .OfType<TrainingExample>();
            foreach (TrainingExample[] batch in examples.Chunk(options.BatchSize)) batches.Add(batch, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The consumer has gone.
        }
        finally
        {
            batches.CompleteAdding();
        }
    }
}
