using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Distillation;

/// <summary>
/// A fixed pool of texts for distillation, so that a teacher runs once over each: the first epochs of a source (its utterances and their
/// variants) with a share of unlabelled lines each. Training goes through these rounds again and again, in another order each time.
/// </summary>
public sealed class TextPool : IExampleSource
{
    private const int MaxRounds = 8;
    private readonly Utterance[][] _rounds;
    private readonly ulong _seed;

    /// <summary>A pool of about <paramref name="size"/> texts, of at most eight epochs of the source.</summary>
    /// <param name="source">Labelled utterances.</param>
    /// <param name="unlabelled">Lines without labels.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="size">Texts; never less than an epoch.</param>
    /// <param name="linesPerRound">Most unlabelled lines of a round; where there are more, the next round takes the next ones.</param>
    public TextPool(IExampleSource source, IReadOnlyList<string> unlabelled, ulong seed, int size = 100_000, int linesPerRound = 20_000)
    {
        _seed = seed;
        int lines = Math.Min(unlabelled.Count, linesPerRound);
        EpochSize = source.EpochSize + lines;
        _rounds = new Utterance[Math.Clamp(size / Math.Max(1, EpochSize), 1, MaxRounds)][];
        for (int round = 0; round < _rounds.Length; round++)
        {
            IEnumerable<Utterance> added = Enumerable.Range(round * lines, lines).Select(i => new Utterance(unlabelled[i % unlabelled.Count], ExampleEncoder.Unlabelled, []));
            _rounds[round] = [.. source.Epoch(round), .. added];
        }
    }

    /// <inheritdoc/>
    public int EpochSize { get; }

    /// <summary>All texts; some may come more than once.</summary>
    public IEnumerable<string> Texts => _rounds.SelectMany(round => round).Select(utterance => utterance.Text);

    /// <inheritdoc/>
    public IEnumerable<Utterance> Epoch(int epoch)
    {
        Utterance[] shuffled = [.. _rounds[epoch % _rounds.Length]];
        new Xoshiro256(RandomExtensions.Derive(_seed, (ulong)epoch)).Shuffle<Utterance>(shuffled);
        return shuffled;
    }
}
