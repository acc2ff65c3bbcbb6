using ModelPacker.Core.Commands;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Corpora;

/// <summary>Sets a part of the data aside, the same part for the same seed.</summary>
public static class CorpusSplit
{
    private const int FewestTemplates = 8;

    /// <summary>
    /// Sets whole templates aside, of each intent (and of out of scope) that has at least eight, so that a model is tried on ways of
    /// saying things that it never saw.
    /// </summary>
    /// <param name="file">The command file.</param>
    /// <param name="share">Part of each intent's templates, in 0..1; at least one template.</param>
    /// <param name="seed">Which ones.</param>
    /// <returns>The file without the held templates, and one with only them; an intent that gave none has no sentences there.</returns>
    public static (CommandFile Train, CommandFile Held) HoldOutTemplates(CommandFile file, double share, ulong seed)
    {
        Xoshiro256 random = new(seed);
        HashSet<Sentence> held = new(ReferenceEqualityComparer.Instance);
        for (int intent = 0; intent < file.Schema.Intents.Count; intent++)
        {
            held.UnionWith(Draw(file.Sentences.Where(s => s.Intent == intent).ToArray(), share, random));
        }

        HashSet<Template> heldOut = new(Draw(file.OutOfScope.ToArray(), share, random), ReferenceEqualityComparer.Instance);
        return (
            file with
            {
                Sentences = file.Sentences.Where(s => !held.Contains(s)).ToArray(),
                OutOfScope = file.OutOfScope.Where(t => !heldOut.Contains(t)).ToArray(),
            },
            file with
            {
                Sentences = file.Sentences.Where(held.Contains).ToArray(),
                OutOfScope = file.OutOfScope.Where(heldOut.Contains).ToArray(),
            });
    }

    /// <summary>Splits utterances at random; the order is kept.</summary>
    /// <param name="utterances">All.</param>
    /// <param name="share">Part that is held, in 0..1.</param>
    /// <param name="seed">Which ones.</param>
    public static (IReadOnlyList<Utterance> Train, IReadOnlyList<Utterance> Held) HoldOut(
        IReadOnlyList<Utterance> utterances, double share, ulong seed)
    {
        int[] order = Enumerable.Range(0, utterances.Count).ToArray();
        new Xoshiro256(seed).Shuffle<int>(order);
        HashSet<int> held = order.Take((int)Math.Round(share * utterances.Count)).ToHashSet();
        return (
            utterances.Where((_, i) => !held.Contains(i)).ToArray(),
            utterances.Where((_, i) => held.Contains(i)).ToArray());
    }

    private static T[] Draw<T>(T[] templates, double share, Xoshiro256 random)
    {
        if (templates.Length < FewestTemplates)
        {
            return [];
        }

        random.Shuffle<T>(templates);
        return templates[..Math.Max(1, (int)Math.Round(share * templates.Length))];
    }
}
