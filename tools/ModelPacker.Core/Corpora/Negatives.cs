using ModelPacker.Core.Commands;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Makes out-of-scope utterances from commands: two in one breath, and one that breaks off.</summary>
internal sealed class Negatives(CommandFile file)
{
    // The board drops punctuation: the last row is one command right behind the other.
    private static readonly string[] Joints =
    [
        " and ", " and ", " and ", " and ", " then ", " and then ", " also ", " and also ", " plus ", ", then ",
        ", ", ", ", "; ", ". ", " ",
    ];

    /// <summary>A command does not end on one of these, so something is missing.</summary>
    private static readonly HashSet<string> Unfinished =
        ["to", "at", "for", "the", "a", "an", "in", "of", "by", "every", "above", "below", "over", "under", "than", "is", "my", "with", "from", "about", "exceeds"];

    private readonly SentenceMatcher matcher = new(file);

    /// <summary>Both commands as one out-of-scope utterance, or null where that could be one fair command.</summary>
    public Utterance? Join(Utterance first, Utterance second, Xoshiro256 random)
    {
        bool endsOpen = first.Slots.Any(slot => slot.End == first.Text.Length && file.Schema.Slots[slot.Slot].Kind == SlotKind.Open);
        if (endsOpen || (first.Intent == second.Intent && !Differ(first, second)))
        {
            return null;
        }

        return new Utterance(first.Text + random.Pick(Joints) + second.Text, -1, []);
    }

    /// <summary>The command up to a required slot, or null where it has none or the rest could be a command of its own.</summary>
    public Utterance? CutOff(Utterance command, Xoshiro256 random)
    {
        LabelledSlot[] required = command.Slots
            .Where(slot => slot.Start > 0 && file.Schema.Intents[command.Intent].Slots.Any(use => use.Slot == slot.Slot && use.Required))
            .ToArray();
        if (required.Length == 0)
        {
            return null;
        }

        string rest = command.Text[..random.Pick(required).Start].TrimEnd();
        string[] words = rest.Split(' ');
        if (words.Length < 2 || !Unfinished.Contains(words[^1]))
        {
            return null;
        }

        return matcher.Matches(rest) ? null : new Utterance(rest, -1, []);
    }

    private static bool Differ(Utterance first, Utterance second) =>
        first.Slots.Any(a => second.Slots.Any(b => a.Slot == b.Slot && a.Value != b.Value));
}
