using System.Text;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Image;

/// <summary>GRAM: the intents, slots, values and actions that can come out, as tables over a pool of strings.</summary>
public static class GrammarSection
{
    private const int HeaderBytes = 20;
    private const int IntentBytes = 8;
    private const int SlotBytes = 24;
    private const int ActionBytes = 12;
    private const int WordBytes = 8;
    private const int RequiredFlag = 128;

    /// <exception cref="ImageException">A name, a count or the whole is beyond what the section's fields hold.</exception>
    public static byte[] Write(Schema schema)
    {
        var section = new ByteBuilder();
        int words = schema.Slots.Sum(slot => slot.Words.Count);
        int values = schema.Slots.Sum(slot => slot.Values.Count);
        section.Reserve(HeaderBytes);
        int intentAt = section.Align(4);
        section.Reserve(IntentBytes * schema.Intents.Count);
        int slotAt = section.Reserve(SlotBytes * schema.Slots.Count);
        int actionAt = section.Reserve(ActionBytes * schema.Actions.Count);
        int wordAt = section.Reserve(WordBytes * words);
        int valueAt = section.Reserve(sizeof(ushort) * values);

        var pool = new StringPool(section);
        int[] header =
        [
            schema.Intents.Count, schema.Slots.Count, schema.Actions.Count, words,
            intentAt, slotAt, actionAt, wordAt, valueAt, pool.Offset(schema.Name),
        ];
        for (int i = 0; i < header.Length; i++)
        {
            Put16(section, i * sizeof(ushort), header[i]);
        }

        WriteIntents(section, intentAt, schema, pool);
        WriteSlots(section, slotAt, wordAt, valueAt, schema, pool);
        WriteActions(section, actionAt, schema);
        return section.Count <= ushort.MaxValue
            ? section.ToArray()
            : throw new ImageException(
                $"GRAM 0: the schema takes {section.Count} bytes; the format holds 65535: shorten names or drop values");
    }

    private static void WriteIntents(ByteBuilder section, int at, Schema schema, StringPool pool)
    {
        foreach (Intent intent in schema.Intents)
        {
            Put16(section, at, pool.Offset(intent.Name));
            Put16(section, at + 2, section.Count);
            section.At(at)[4] = checked((byte)intent.Slots.Count);
            foreach (SlotUse use in intent.Slots)
            {
                section.U8(use.Slot + (use.Required ? RequiredFlag : 0));
            }

            at += IntentBytes;
        }
    }

    private static void WriteSlots(ByteBuilder section, int at, int wordAt, int valueAt, Schema schema, StringPool pool)
    {
        int word = 0;
        int value = 0;
        for (int i = 0; i < schema.Slots.Count; i++, at += SlotBytes)
        {
            Slot slot = schema.Slots[i];
            Put16(section, at, pool.Offset(slot.Name));
            section.At(at)[2] = (byte)slot.Kind;
            section.At(at)[3] = (byte)slot.Unit;
            Put16(section, at + 4, slot.IsLocated ? schema.BeginTag(i) : schema.FirstLogit(i));
            Put16(section, at + 6, slot.Values.Count);
            Put16(section, at + 8, slot.Kind switch { SlotKind.List => value, SlotKind.Range => word, _ => 0 });
            Put16(section, at + 10, slot.Words.Count);
            section.PutU32(at + 12, unchecked((uint)slot.From));
            section.PutU32(at + 16, unchecked((uint)slot.To));
            foreach (string text in slot.Values)
            {
                Put16(section, valueAt + sizeof(ushort) * value++, pool.Offset(text));
            }

            foreach (NamedNumber named in slot.Words)
            {
                int record = wordAt + WordBytes * word++;
                Put16(section, record, pool.Offset(named.Text));
                section.PutU32(record + 4, unchecked((uint)named.Value));
            }
        }
    }

    private static void WriteActions(ByteBuilder section, int at, Schema schema)
    {
        foreach (PinAction action in schema.Actions)
        {
            if (action.Conditions.Count > Schema.MaxConditions)
            {
                throw new ImageException(
                    $"GRAM 0: the action of pin {action.Pin} has {action.Conditions.Count} conditions; "
                    + $"the format holds {Schema.MaxConditions}");
            }

            Span<byte> record = section.At(at);
            record[0] = checked((byte)action.Intent);
            record[1] = checked((byte)action.Pin);
            record[2] = (byte)(action.High ? 1 : 0);
            record[3] = checked((byte)action.Conditions.Count);
            for (int i = 0; i < action.Conditions.Count; i++)
            {
                record[4 + 2 * i] = checked((byte)action.Conditions[i].Slot);
                record[5 + 2 * i] = checked((byte)action.Conditions[i].Value);
            }

            at += ActionBytes;
        }
    }

    // Offsets beyond 65535 are caught once, by the section's size.
    private static void Put16(ByteBuilder section, int offset, int value) => section.PutU16(offset, value & ushort.MaxValue);

    /// <summary>Strings at the section's end, each held once.</summary>
    private sealed class StringPool(ByteBuilder section)
    {
        private readonly Dictionary<string, int> offsets = [];

        public int Offset(string text)
        {
            if (!offsets.TryGetValue(text, out int offset))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                if (bytes.Length > Schema.MaxStringBytes)
                {
                    throw new ImageException(
                        $"GRAM 0: '{text}' has {bytes.Length} bytes; a name or value has at most {Schema.MaxStringBytes}");
                }

                offset = section.Count;
                section.U8(bytes.Length);
                section.Bytes(bytes);
                offsets.Add(text, offset);
            }

            return offset;
        }
    }
}
