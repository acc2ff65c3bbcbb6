using System.Numerics.Tensors;
using ModelPacker.Core.Corpora;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Distillation;

/// <summary>
/// A source's utterances, and with them in every epoch near misses: texts out of scope that a trained model takes for commands, and commands that it would
/// refuse. They are rare among those that a command file generates, so a student would see few of them by chance (hard example mining). One kind alone would
/// make a student refuse too much, or too little.
/// </summary>
public sealed class NearMisses : IExampleSource
{
    // Epochs that no stage trains on.
    private const int FirstEpoch = 1_000_000;

    private readonly IExampleSource _source;
    private readonly IReadOnlyList<Utterance> _found;

    private NearMisses(IExampleSource source, IReadOnlyList<Utterance> found) => (_source, _found) = (source, found);

    /// <inheritdoc/>
    public int EpochSize => _source.EpochSize + _found.Count;

    /// <summary>The texts that were found.</summary>
    public IReadOnlyList<Utterance> Found => _found;

    /// <summary>Looks for near misses in further epochs of a source.</summary>
    /// <param name="source">Utterances that are generated afresh in each epoch.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="intentOutputs">Its outputs for out of scope, the first, and the intents.</param>
    /// <param name="epochs">Epochs to look through.</param>
    /// <param name="most">Texts to find at most.</param>
    public static NearMisses Mine(IExampleSource source, ITeacher model, int intentOutputs, int epochs, int most)
    {
        var found = new Dictionary<string, Utterance>(StringComparer.Ordinal);
        for (int epoch = 0; epoch < epochs && found.Count < most; epoch++)
        {
            Utterance[] utterances = [.. source.Epoch(FirstEpoch + epoch)];
            IReadOnlyList<SoftTarget?> opinions = model.Teach([.. utterances.Select(utterance => utterance.Text)]);
            foreach ((Utterance utterance, SoftTarget? opinion) in utterances.Zip(opinions))
            {
                if (found.Count < most && opinion is not null && IsRefused(opinion, intentOutputs) != IsOutOfScope(utterance)) found.TryAdd(utterance.Text, utterance);
            }
        }
        return new NearMisses(source, [.. found.Values]);
    }

    /// <inheritdoc/>
    public IEnumerable<Utterance> Epoch(int epoch) => _source.Epoch(epoch).Concat(_found);

    private static bool IsOutOfScope(Utterance utterance) => utterance.Intent < 0;

    private static bool IsRefused(SoftTarget opinion, int intentOutputs) => TensorPrimitives.IndexOfMax(opinion.Sentence.AsSpan(0, intentOutputs)) == 0;
}
