namespace ModelPacker.Core.Schemas;

/// <summary>A slot in an intent's signature; <paramref name="Slot"/> is its index in the schema.</summary>
public sealed record SlotUse(int Slot, bool Required);

/// <summary>Something a device can be asked to do, and the slots that go with it.</summary>
public sealed record Intent(string Name, IReadOnlyList<SlotUse> Slots)
{
    /// <summary>Whether the signature has the slot with this index.</summary>
    public bool Has(int slot) => Slots.Any(use => use.Slot == slot);
}

/// <summary>
/// Sets a pin when <paramref name="Intent"/> is accepted and all conditions hold; a condition is a list slot's index
/// and the index of one of its values. At most <see cref="Schema.MaxConditions"/> conditions.
/// </summary>
public sealed record PinAction(int Intent, int Pin, bool High, IReadOnlyList<(int Slot, int Value)> Conditions);
