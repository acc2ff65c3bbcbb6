using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Pipeline;

/// <summary>Labelled utterances, varied or as they are, among fresh ones from a command file, in another order each epoch.</summary>
/// <param name="file">The command file, or null.</param>
/// <param name="generated">Utterances from it in each epoch.</param>
/// <param name="labelled">The others.</param>
/// <param name="variants">Varies the others in each epoch.</param>
/// <param name="seed">Decides what is generated and varied, and the order.</param>
internal sealed class MixedExamples(
    CommandFile? file, int generated, IReadOnlyList<Utterance> labelled, LabelledVariants variants, ulong seed) : IExampleSource
{
    /// <inheritdoc/>
    public int EpochSize => labelled.Count + (file is null ? 0 : generated);

    /// <inheritdoc/>
    public IEnumerable<Utterance> Epoch(int epoch)
    {
        var random = new Xoshiro256(RandomExtensions.Derive(seed, (ulong)epoch));
        Utterance[] utterances = [.. variants.Of(labelled, RandomExtensions.Derive(~seed, (ulong)epoch)), .. file is null ? [] : Generation.Of(file, random.NextBits()).Take(generated)];
        random.Shuffle<Utterance>(utterances);
        return utterances;
    }
}
