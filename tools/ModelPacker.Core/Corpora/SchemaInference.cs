using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Takes a schema from labelled utterances alone.</summary>
internal static class SchemaInference
{
    /// <summary>Intents and slots in the order of their names; every slot is open.</summary>
    /// <param name="name">The schema's name.</param>
    /// <param name="utterances">Of each the intent, or null when out of scope, and its slots.</param>
    public static Schema Infer(string name, IEnumerable<(string? Intent, IEnumerable<string> Slots)> utterances)
    {
        SortedDictionary<string, (int Count, Dictionary<string, int> Slots)> seen = new(StringComparer.Ordinal);
        foreach ((string? intent, IEnumerable<string> slots) in utterances)
        {
            if (intent is null)
            {
                continue;
            }

            (int count, Dictionary<string, int> counts) = seen.GetValueOrDefault(intent, (0, []));
            foreach (string slot in slots.Distinct())
            {
                counts[slot] = counts.GetValueOrDefault(slot) + 1;
            }

            seen[intent] = (count + 1, counts);
        }

        List<string> names = seen.Values.SelectMany(intent => intent.Slots.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        Intent[] intents = seen.Select(pair => new Intent(
            pair.Key,
            pair.Value.Slots.OrderBy(slot => slot.Key, StringComparer.Ordinal)
                .Select(slot => new SlotUse(names.IndexOf(slot.Key), slot.Value == pair.Value.Count)).ToArray())).ToArray();
        return new Schema(name, names.Select(Slot.Open).ToArray(), intents, []);
    }
}
