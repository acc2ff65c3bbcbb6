using ModelPacker.Core.Schemas;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Examples;

/// <summary>The softmax groups of a schema's sentence head: the intent with out of scope, then each list slot.</summary>
public sealed class OutputLayout
{
    /// <summary>The groups of <paramref name="schema"/>.</summary>
    public OutputLayout(Schema schema)
    {
        ListSlots = [.. Enumerable.Range(0, schema.Slots.Count).Where(slot => !schema.Slots[slot].IsLocated)];
        Groups = [new OutputGroup(0, 1 + schema.Intents.Count), .. ListSlots.Select(slot => new OutputGroup(schema.FirstLogit(slot), 1 + schema.Slots[slot].Values.Count))];
    }

    /// <summary>The groups; the first is the intent, the others belong to <see cref="ListSlots"/> in order.</summary>
    public IReadOnlyList<OutputGroup> Groups { get; }

    /// <summary>The schema's list slots.</summary>
    public IReadOnlyList<int> ListSlots { get; }
}
