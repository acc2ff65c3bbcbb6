using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Finds "slot: value" pairs of list slots, as in 'set' and in actions.</summary>
internal static class ListValues
{
    /// <summary>The indices of the slot and its value, or null after a report.</summary>
    public static (int Slot, int Value)? Find(MistakeLog log, IReadOnlyList<Slot> slots, ScalarItem key, SourceItem item)
    {
        int slot = slots.ToList().FindIndex(s => s.Name == key.Value);
        if (slot < 0)
        {
            log.Error(key.Start, $"unknown slot '{key.Value}'{Spelling.Hint(key.Value, slots.Select(s => s.Name))}");
            return null;
        }

        if (slots[slot].Kind != SlotKind.List)
        {
            log.Error(key.Start, $"'{key.Value}' is not a list slot; only a list's value can stand here");
            return null;
        }

        string text = log.Text(item, $"the value of '{key.Value}'").Value;
        int value = slots[slot].Values.ToList().IndexOf(text);
        if (value < 0)
        {
            log.Error(item.Start, $"'{text}' is not a value of '{key.Value}'{Spelling.Hint(text, slots[slot].Values)}");
            return null;
        }

        return (slot, value);
    }
}
