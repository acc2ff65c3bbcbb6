namespace ModelPacker.Core.Schemas;

/// <summary>
/// What may come out of a command model, and which output of its heads means what: the layout of the image's GRAM section.
/// Sentence logits are out of scope, the intents, then per list slot "absent" and its values; tags are O, then B and I of
/// every other slot.
/// </summary>
public sealed class Schema
{
    /// <summary>Most intents an image holds.</summary>
    public const int MaxIntents = 255;

    /// <summary>Most slots an image holds: the eighth bit of a slot's number says "required".</summary>
    public const int MaxSlots = 128;

    /// <summary>Most located slots of one intent: the board numbers their tags in a byte.</summary>
    public const int MaxLocatedSlots = 127;

    /// <summary>Most values of one list slot.</summary>
    public const int MaxValues = 255;

    /// <summary>Most conditions of one action.</summary>
    public const int MaxConditions = 4;

    /// <summary>Longest name or value, in bytes of UTF-8.</summary>
    public const int MaxStringBytes = 255;

    /// <summary>Largest number, either sign, of a range or duration: a board reads nine digits.</summary>
    public const int MaxNumber = 999_999_999;

    private readonly int[] first;

    /// <exception cref="ArgumentException">There are more intents or slots than an image holds, or an index is out of range.</exception>
    public Schema(string name, IReadOnlyList<Slot> slots, IReadOnlyList<Intent> intents, IReadOnlyList<PinAction> actions)
    {
        if (intents.Count > MaxIntents)
        {
            throw new ArgumentException($"{intents.Count} intents; an image holds at most {MaxIntents}.", nameof(intents));
        }

        if (slots.Count > MaxSlots)
        {
            throw new ArgumentException($"{slots.Count} slots; an image holds at most {MaxSlots}.", nameof(slots));
        }

        if (intents.Any(intent => intent.Slots.Any(use => use.Slot < 0 || use.Slot >= slots.Count)))
        {
            throw new ArgumentException("An intent names a slot that is not there.", nameof(intents));
        }

        if (intents.Any(intent => intent.Slots.Count(use => slots[use.Slot].IsLocated) > MaxLocatedSlots))
        {
            throw new ArgumentException($"An intent has more than {MaxLocatedSlots} slots that are found in the text.", nameof(intents));
        }

        Name = name;
        Slots = slots;
        Intents = intents;
        Actions = actions;
        first = new int[slots.Count];
        SentenceOutputs = 1 + intents.Count;
        TagOutputs = 1;
        for (int slot = 0; slot < slots.Count; slot++)
        {
            if (slots[slot].IsLocated)
            {
                first[slot] = TagOutputs;
                TagOutputs += 2;
            }
            else
            {
                first[slot] = SentenceOutputs;
                SentenceOutputs += 1 + slots[slot].Values.Count;
            }
        }
    }

    /// <summary>The command file's name.</summary>
    public string Name { get; }

    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>The intents, without out of scope.</summary>
    public IReadOnlyList<Intent> Intents { get; }

    public IReadOnlyList<PinAction> Actions { get; }

    /// <summary>Outputs of the sentence head: out of scope, intents, and 1 + values of each list slot.</summary>
    public int SentenceOutputs { get; }

    /// <summary>Outputs of the tag head: O, and two for each located slot.</summary>
    public int TagOutputs { get; }

    /// <summary>The sentence logit that means "absent" for a list slot; value v is v + 1 further.</summary>
    /// <exception cref="InvalidOperationException">The slot is not a list.</exception>
    public int FirstLogit(int slot) => !Slots[slot].IsLocated
        ? first[slot]
        : throw new InvalidOperationException($"Slot '{Slots[slot].Name}' is located by tags; it has no sentence logits.");

    /// <summary>The B tag of a located slot; its I tag is the next.</summary>
    /// <exception cref="InvalidOperationException">The slot is a list.</exception>
    public int BeginTag(int slot) => Slots[slot].IsLocated
        ? first[slot]
        : throw new InvalidOperationException($"Slot '{Slots[slot].Name}' is a list; it has no tags.");

    /// <summary>Index of the intent with this name, or -1.</summary>
    public int FindIntent(string name) => Find(Intents, intent => intent.Name, name);

    /// <summary>Index of the slot with this name, or -1.</summary>
    public int FindSlot(string name) => Find(Slots, slot => slot.Name, name);

    private static int Find<T>(IReadOnlyList<T> items, Func<T, string> nameOf, string name)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (nameOf(items[i]) == name)
            {
                return i;
            }
        }

        return -1;
    }
}
