using System.Text;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Image;

/// <summary>Reads a schema back from GRAM, through the device's own checks.</summary>
public static class GrammarReader
{
    /// <exception cref="ImageException">The section is damaged.</exception>
    public static Schema Read(ReadOnlySpan<byte> section)
    {
        try
        {
            return Read(new Grammar(section.ToArray()));
        }
        catch (ImageFormatException e)
        {
            throw new ImageException(e.Message);
        }
    }

    /// <summary>The schema that a device's grammar stands for.</summary>
    public static Schema Read(Grammar grammar) => new(
        Text(grammar, grammar.Name),
        [.. Enumerable.Range(0, grammar.SlotCount).Select(slot => ReadSlot(grammar, slot))],
        [.. Enumerable.Range(0, grammar.IntentCount).Select(intent => ReadIntent(grammar, intent))],
        [.. Enumerable.Range(0, grammar.ActionCount).Select(action => ReadAction(grammar, action))]);

    private static Slot ReadSlot(Grammar grammar, int slot) => new(
        Text(grammar, grammar.SlotName(slot)),
        (SlotKind)grammar.SlotKind(slot),
        (Unit)grammar.SlotUnit(slot),
        grammar.From(slot),
        grammar.To(slot),
        [.. Enumerable.Range(0, grammar.ValueCount(slot)).Select(value => Text(grammar, grammar.ValueName(slot, value)))],
        [.. Enumerable.Range(0, grammar.WordCount(slot))
            .Select(word => new NamedNumber(Text(grammar, grammar.WordText(slot, word)), grammar.WordValue(slot, word)))]);

    private static Intent ReadIntent(Grammar grammar, int intent) => new(
        Text(grammar, grammar.IntentName(intent)),
        [.. Enumerable.Range(0, grammar.UseCount(intent))
            .Select(use => new SlotUse(grammar.UseSlot(intent, use), grammar.UseRequired(intent, use)))]);

    private static PinAction ReadAction(Grammar grammar, int action) => new(
        grammar.ActionIntent(action),
        grammar.ActionPin(action),
        grammar.ActionHigh(action),
        [.. Enumerable.Range(0, grammar.ConditionCount(action))
            .Select(i => (grammar.ConditionSlot(action, i), grammar.ConditionValue(action, i)))]);

    private static string Text(Grammar grammar, int offset) =>
        Encoding.UTF8.GetString(grammar.Section, offset + 1, grammar.StringBytes(offset));
}
