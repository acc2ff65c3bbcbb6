using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Training.Pipeline;

/// <summary>
/// Varies labelled utterances, so that each epoch has others: words of slots are swapped, then typing mistakes and the like added. Labels stay
/// right.
/// </summary>
internal sealed class LabelledVariants
{
    private readonly SlotSwapper swapper;
    private readonly Augmenter noise;

    /// <param name="labelled">Utterances whose slots lend each other words.</param>
    /// <exception cref="ArgumentException">A share of the options is not in 0..1.</exception>
    public LabelledVariants(Schema schema, IReadOnlyList<Utterance> labelled, DataOptions options)
    {
        if (options.Swaps is not (>= 0 and <= 1) || options.Noise is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"the shares of swapped slots ({options.Swaps}) and of noisy utterances ({options.Noise}) must lie in 0..1");
        }

        swapper = new SlotSwapper(labelled, options.Swaps);

        // Capitals and punctuation would make no difference: the normaliser takes them away.
        noise = new Augmenter(schema, new AugmenterOptions { Clean = 1 - options.Noise, Written = 0 });
    }

    /// <summary>A variant of each utterance, which may be the utterance itself, in their order.</summary>
    public IEnumerable<Utterance> Of(IReadOnlyList<Utterance> utterances, ulong seed)
    {
        var random = new Xoshiro256(seed);
        return utterances.Select(utterance => noise.Apply(swapper.Apply(utterance, random), random));
    }
}
