using ModelPacker.Core.Schemas;

namespace ModelPacker.Output;

/// <summary>A schema as people read it.</summary>
internal static class SchemaText
{
    public static void Write(Schema schema, TextWriter output)
    {
        output.WriteLine($"{schema.Name}: {schema.Intents.Count} intents, {schema.Slots.Count} slots, {schema.Actions.Count} actions");
        foreach (Intent intent in schema.Intents)
        {
            string slots = string.Join(", ", intent.Slots.Select(use => schema.Slots[use.Slot].Name + (use.Required ? "" : "?")));
            output.WriteLine($"  {intent.Name}{{{slots}}}");
        }

        foreach (Slot slot in schema.Slots)
        {
            output.WriteLine($"  {slot.Name}: {Describe(slot)}");
        }

        foreach (PinAction action in schema.Actions)
        {
            string conditions = string.Concat(
                action.Conditions.Select(c => $" {schema.Slots[c.Slot].Name}={schema.Slots[c.Slot].Values[c.Value]}"));
            output.WriteLine($"  {schema.Intents[action.Intent].Name}{conditions} -> pin {action.Pin} {(action.High ? "high" : "low")}");
        }
    }

    private static string Describe(Slot slot) => slot.Kind switch
    {
        SlotKind.List => string.Join(' ', slot.Values),
        SlotKind.Range => $"{slot.From}..{slot.To}{(slot.Unit == Unit.None ? "" : " " + slot.Unit.ToString().ToLowerInvariant())}",
        SlotKind.Duration => $"{slot.From}..{slot.To} seconds",
        _ => "a span of the text",
    };
}
