using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Corpora;

/// <summary>
/// Makes new sentences of labelled ones: a slot's words give way to other words that the same slot had in another sentence, so that a model
/// learns where a slot stands rather than which words stood there.
/// </summary>
public sealed class SlotSwapper
{
    private readonly Dictionary<int, (string Words, string Value)[]> values;
    private readonly double share;
    private readonly Draft draft = new();

    /// <param name="utterances">Where the words come from. Each wording counts once, however often it stands there.</param>
    /// <param name="share">How often the words of a slot are replaced, 0..1.</param>
    public SlotSwapper(IEnumerable<Utterance> utterances, double share)
    {
        this.share = share;
        values = utterances
            .SelectMany(utterance => utterance.Slots.Where(slot => slot.Start >= 0).Select(slot => (slot.Slot, Words: utterance.Text[slot.Start..slot.End], slot.Value)))
            .GroupBy(value => value.Slot, value => (value.Words, value.Value))
            .ToDictionary(slot => slot.Key, slot => slot.Distinct().ToArray());
    }

    /// <summary>The utterance with other words in its slots, or as it is. Slots whose words overlap others' stay.</summary>
    public Utterance Apply(Utterance utterance, Xoshiro256 random)
    {
        bool loaded = false;
        for (int i = 0; i < utterance.Slots.Count; i++)
        {
            LabelledSlot slot = utterance.Slots[i];
            if (slot.Start < 0 || !random.Chance(share) || Overlaps(utterance, i) || !values.TryGetValue(slot.Slot, out (string Words, string Value)[]? choices))
            {
                continue;
            }

            if (!loaded)
            {
                draft.Load(utterance);
                loaded = true;
            }

            draft.ReplaceSlot(i, random.Pick(choices));
        }

        return loaded ? draft.Finish(utterance.Intent) : utterance;
    }

    private static bool Overlaps(Utterance utterance, int index)
    {
        LabelledSlot slot = utterance.Slots[index];
        return utterance.Slots.Where((other, i) => i != index && other.Start >= 0).Any(other => other.Start < slot.End && slot.Start < other.End);
    }
}
