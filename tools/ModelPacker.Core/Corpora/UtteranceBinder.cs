using System.Globalization;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Turns a line's items into an utterance of a schema and checks that they fit.</summary>
internal sealed class UtteranceBinder(MistakeLog log, Schema schema, bool needSpans)
{
    // How public corpora spell what null means here.
    private static readonly string[] OutOfScopeNames = ["oos", "out_of_scope"];

    /// <summary>Whether an intent says that the text is no command, in a file whose schema has no intent of that name.</summary>
    public static bool IsOutOfScope(ScalarItem intent) => intent.IsNull || OutOfScopeNames.Contains(intent.Value);

    /// <summary>The utterance; what is wrong with it is reported.</summary>
    public Utterance Bind(MappingItem line, IReadOnlyList<SlotItem> slots)
    {
        if (line.Find("text") is not ScalarItem { Quoted: true } text)
        {
            log.Error(line.Find("text")?.Start ?? line.Start, "'text' is missing or no string; add \"text\":\"...\"");
            return new Utterance("", -1, []);
        }

        if (line.Find("slots") is { } section)
        {
            CheckShape(section);
        }

        int intent = BindIntent(line);
        if (intent < 0)
        {
            if (slots.Count > 0 && line.Find("intent") is ScalarItem name && IsOutOfScope(name))
            {
                log.Error(slots[0].Name.Start, "out-of-scope text has no slots; remove them, or name the intent");
            }

            return new Utterance(text.Value, -1, []);
        }

        List<LabelledSlot> labels = [];
        foreach (SlotItem item in slots)
        {
            BindSlot(item, text.Value, intent, labels);
        }

        foreach (SlotUse use in schema.Intents[intent].Slots.Where(use => needSpans && use.Required && slots.All(s => s.Name.Value != schema.Slots[use.Slot].Name)))
        {
            log.Error(line.Find("slots")?.Start ?? line.Start, $"'{schema.Intents[intent].Name}' requires slot '{schema.Slots[use.Slot].Name}'; label it");
        }

        return new Utterance(text.Value, intent, labels);
    }

    private void CheckShape(SourceItem section)
    {
        if (section is ScalarItem { IsNull: false })
        {
            log.Error(section.Start, "'slots' must be an array or an object; write [] when there are none");
        }
        else if (section is ListItem list)
        {
            foreach (SourceItem item in list.Items.Where(item => (item as MappingItem)?.Find("slot") is not ScalarItem))
            {
                log.Error(item.Start, "an entry of 'slots' must be an object with 'slot', 'start', 'end' and 'value'");
            }
        }
    }

    private int BindIntent(MappingItem line)
    {
        switch (line.Find("intent"))
        {
            case ScalarItem { IsNull: true }:
                return -1;
            case ScalarItem { Quoted: true } name:
                int intent = schema.FindIntent(name.Value);
                if (intent < 0 && !IsOutOfScope(name))
                {
                    log.Error(name.Start, $"unknown intent '{name.Value}'{Spelling.Hint(name.Value, schema.Intents.Select(i => i.Name))}");
                }

                return intent;
            case var other:
                log.Error(other?.Start ?? line.Start, "'intent' is missing or no string; add \"intent\":\"...\", or null for out of scope");
                return -1;
        }
    }

    private void BindSlot(SlotItem item, string text, int intent, List<LabelledSlot> labels)
    {
        string name = item.Name.Value;
        int index = schema.FindSlot(name);
        if (index < 0 || (needSpans && !schema.Intents[intent].Has(index)))
        {
            IEnumerable<string> known = schema.Intents[intent].Slots.Select(use => schema.Slots[use.Slot].Name);
            log.Error(item.Name.Start, $"'{schema.Intents[intent].Name}' has no slot '{name}'{Spelling.Hint(name, known)}");
            return;
        }

        Slot slot = schema.Slots[index];
        if (BindSpan(item, slot, text) is not { } span)
        {
            return;
        }

        if (labels.Any(other => other.Start >= 0 && other.Start < span.End && span.Start < other.End))
        {
            log.Error(item.Name.Start, $"the span of '{name}' overlaps another slot's; a word belongs to one slot");
        }
        else if (!slot.IsLocated && labels.Any(other => other.Slot == index))
        {
            log.Error(item.Name.Start, $"slot '{name}' is here twice; a list slot has one value");
        }
        else if (BindValue(item, slot, span.Start < 0 ? null : text[span.Start..span.End]) is { } value)
        {
            labels.Add(new LabelledSlot(index, span.Start, span.End, value));
        }
    }

    private (int Start, int End)? BindSpan(SlotItem item, Slot slot, string text)
    {
        if (item.Start is null && item.End is null)
        {
            if (!needSpans || !slot.IsLocated)
            {
                return (-1, -1);
            }

            log.Error(item.Name.Start, $"slot '{slot.Name}' needs 'start' and 'end', because its words are located in the text");
            return null;
        }

        if (SlotItem.Integer(item.Start) is { } start && SlotItem.Integer(item.End) is { } end && start >= 0 && end > start && end <= text.Length)
        {
            return (start, end);
        }

        SourceItem at = SlotItem.Integer(item.Start) is >= 0 ? item.End ?? item.Start! : item.Start ?? item.Whole!;
        log.Error(at.Start, $"'start' and 'end' of '{slot.Name}' must be integers with 0 <= start < end <= {text.Length}, the length of the text");
        return null;
    }

    private string? BindValue(SlotItem item, Slot slot, string? words)
    {
        string? written = item.Value is ScalarItem { IsNull: false } scalar ? scalar.Value : null;
        int at = item.Value?.Start ?? item.Name.Start;
        switch (slot.Kind)
        {
            case SlotKind.List:
                if (written is not null && slot.Values.Contains(written))
                {
                    return written;
                }

                log.Error(at, written is null
                    ? $"slot '{slot.Name}' has no value; give one of its values"
                    : $"'{written}' is not a value of '{slot.Name}'{Spelling.Hint(written, slot.Values)}");
                return null;

            case SlotKind.Open:
                if (written is null && words is null)
                {
                    log.Error(at, $"slot '{slot.Name}' has no value; give its text, or 'start' and 'end'");
                }
                else if (written is not null && words is not null && !written.Equals(words, StringComparison.OrdinalIgnoreCase))
                {
                    log.Error(at, $"the text from 'start' to 'end' is \"{words}\", not \"{written}\"; correct them, or leave 'value' out");
                }

                return words ?? written;

            default:
                if (SlotItem.Integer(item.Value) is { } number && number >= slot.From && number <= slot.To)
                {
                    return number.ToString(CultureInfo.InvariantCulture);
                }

                log.Error(at, $"the value of '{slot.Name}' must be an integer from {slot.From} to {slot.To}");
                return null;
        }
    }
}
