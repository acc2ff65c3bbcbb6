using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Examples;

/// <summary>Where training sentences come from.</summary>
public interface IExampleSource
{
    /// <summary>Utterances of one epoch.</summary>
    int EpochSize { get; }

    /// <summary>The utterances of an epoch, counted from 0, in the order of training. The same number gives the same utterances.</summary>
    IEnumerable<Utterance> Epoch(int epoch);
}

/// <summary>A fixed set of utterances, in another order each epoch.</summary>
public sealed class FixedExamples(IReadOnlyList<Utterance> utterances, ulong seed) : IExampleSource
{
    /// <inheritdoc/>
    public int EpochSize => utterances.Count;

    /// <inheritdoc/>
    public IEnumerable<Utterance> Epoch(int epoch)
    {
        Utterance[] shuffled = [.. utterances];
        new Xoshiro256(RandomExtensions.Derive(seed, (ulong)epoch)).Shuffle<Utterance>(shuffled);
        return shuffled;
    }
}
