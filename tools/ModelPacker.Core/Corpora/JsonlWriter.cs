using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Writes utterances as JSONL, in the form that <see cref="JsonlReader"/> reads.</summary>
public static class JsonlWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The utterance as one line, without the line break.</summary>
    public static string Line(Schema schema, Utterance utterance)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("text", utterance.Text);
            if (utterance.Intent < 0)
            {
                json.WriteNull("intent");
            }
            else
            {
                json.WriteString("intent", schema.Intents[utterance.Intent].Name);
            }

            json.WriteStartArray("slots");
            foreach (LabelledSlot label in utterance.Slots)
            {
                WriteSlot(json, schema.Slots[label.Slot], label);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteSlot(Utf8JsonWriter json, Slot slot, LabelledSlot label)
    {
        json.WriteStartObject();
        json.WriteString("slot", slot.Name);
        if (label.Start >= 0)
        {
            json.WriteNumber("start", label.Start);
            json.WriteNumber("end", label.End);
        }

        if (slot.Kind is SlotKind.Range or SlotKind.Duration)
        {
            json.WriteNumber("value", int.Parse(label.Value, CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteString("value", label.Value);
        }

        json.WriteEndObject();
    }
}
