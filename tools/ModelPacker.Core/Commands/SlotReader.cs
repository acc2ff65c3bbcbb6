using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Reads the slots of a command file.</summary>
internal sealed class SlotReader(MistakeLog log, string language)
{
    private static readonly string[] Units = ["percent", "degrees"];

    private readonly List<Slot> slots = [];
    private readonly List<SlotForms> forms = [];

    /// <summary>All slots, and for each how its values are said.</summary>
    public (IReadOnlyList<Slot> Slots, IReadOnlyList<SlotForms> Forms) Read(SourceItem? section)
    {
        foreach ((ScalarItem key, SourceItem value) in log.Mapping(section, "'slots'", "area: {list: [kitchen, hall]}").Entries)
        {
            if (slots.Count == Schema.MaxSlots)
            {
                log.Error(key.Start, $"there are more than {Schema.MaxSlots} slots; an image holds no more");
                break;
            }

            ReadSlot(log.Name(key, "the slot's name"), key, value);
        }

        return (slots, forms);
    }

    private void ReadSlot(string name, ScalarItem key, SourceItem item)
    {
        MappingItem mapping = log.Fields(item, $"slot '{name}'", "list", "range", "duration", "open");
        if (item is MappingItem && mapping.Entries.Count != 1)
        {
            log.Error(key.Start, $"slot '{name}' needs exactly one kind: list, range, duration or open");
        }

        SourceItem? kind = mapping.Entries.Count > 0 ? mapping.Entries[0].Value : null;
        switch (mapping.Entries.FirstOrDefault().Key?.Value)
        {
            case "range":
                Add(ReadRange(name, kind!));
                break;
            case "duration":
                Add(ReadDuration(name, kind!));
                break;
            case "open":
                Add(Slot.Open(name), examples: ReadTexts(kind!, $"the examples of '{name}'"));
                break;
            case "list":
                IReadOnlyList<(string Value, IReadOnlyList<string> Spoken)> values = ReadList(name, kind!);
                Add(Slot.List(name, values.Select(v => v.Value).ToArray()), values.Select(v => v.Spoken).ToArray());
                break;
            default:
                Add(Slot.Open(name));
                break;
        }
    }

    private void Add(Slot slot, IReadOnlyList<IReadOnlyList<string>>? spoken = null, IReadOnlyList<string>? examples = null)
    {
        slots.Add(slot);
        forms.Add(new SlotForms(spoken ?? [], examples ?? []));
    }

    private Slot ReadRange(string name, SourceItem item)
    {
        MappingItem mapping = log.Fields(item, $"the range of '{name}'", "from", "to", "unit", "words");
        (int from, int to) = ReadBounds(mapping, $"of '{name}'", -Schema.MaxNumber);
        Unit unit = Unit.None;
        if (mapping.Find("unit") is { } unitItem)
        {
            string text = log.Text(unitItem, "the unit").Value;
            unit = (Unit)(Array.IndexOf(Units, text) + 1);
            if (unit == Unit.None)
            {
                log.Error(unitItem.Start, $"unknown unit '{text}'{Spelling.Hint(text, Units)}");
            }
        }

        List<NamedNumber> words = [];
        foreach ((ScalarItem key, SourceItem value) in log.Mapping(mapping.Find("words"), "'words'", "{half: 50, full: 100}").Entries)
        {
            string text = log.ImageText(key, "the word").Value.ToLowerInvariant();
            words.Add(new NamedNumber(text, log.Integer(value, key, $"the number of '{text}'", from, to)));
        }

        return new Slot(name, SlotKind.Range, unit, from, to, [], words);
    }

    private Slot ReadDuration(string name, SourceItem item)
    {
        if (language != "en")
        {
            log.Error(item.Start, $"durations are known in 'en' only so far, not in '{language}'; use a range");
        }

        (int from, int to) = ReadBounds(log.Fields(item, $"the duration of '{name}'", "from", "to"), $"of '{name}', in seconds,", 0);
        return new Slot(name, SlotKind.Duration, Unit.None, from, to, [], []);
    }

    private (int From, int To) ReadBounds(MappingItem mapping, string of, int smallest)
    {
        int from = log.Integer(mapping.Find("from"), mapping, $"'from' {of}", smallest, Schema.MaxNumber);
        int to = log.Integer(mapping.Find("to"), mapping, $"'to' {of}", smallest, Schema.MaxNumber);
        if (from > to && mapping.Find("to") is { } end)
        {
            log.Error(end.Start, $"'to' {of} is below 'from'; swap {from} and {to}");
            return (to, from);
        }

        return (from, to);
    }

    private IReadOnlyList<(string Value, IReadOnlyList<string> Spoken)> ReadList(string name, SourceItem item)
    {
        List<(ScalarItem Key, IReadOnlyList<string> Synonyms)> values = [];
        string what = $"the list of '{name}'";
        if (item is MappingItem { Entries.Count: > 0 } mapping)
        {
            foreach ((ScalarItem key, SourceItem synonyms) in mapping.Entries)
            {
                values.Add((key, synonyms is ScalarItem { IsNull: true } or ListItem { Items.Count: 0 } ? [] : ReadTexts(synonyms, $"the synonyms of '{key.Value}'")));
            }
        }
        else
        {
            values.AddRange(log.Items(item, what).Select(value => (log.ImageText(value, $"a value of '{name}'"), (IReadOnlyList<string>)[])));
        }

        if (values.Count > Schema.MaxValues)
        {
            log.Error(item.Start, $"{what} has {values.Count} values; an image holds at most {Schema.MaxValues}, make it an open slot");
        }

        foreach (IGrouping<string, (ScalarItem Key, IReadOnlyList<string>)> twice in values.GroupBy(v => v.Key.Value).Where(g => g.Count() > 1))
        {
            log.Error(twice.Last().Key.Start, $"'{twice.Key}' is in {what} twice; remove one");
        }

        var spoken = values.Select(v => (
            log.ImageText(v.Key, $"a value of '{name}'").Value,
            (IReadOnlyList<string>)[.. v.Synonyms.Prepend(Spoken(v.Key.Value)).Distinct()])).ToArray();
        WarnOfShared(name, values.Select(v => v.Key).ToArray(), spoken.Select(v => v.Item2).ToArray());
        return spoken;
    }

    private void WarnOfShared(string name, ScalarItem[] keys, IReadOnlyList<string>[] spoken)
    {
        Dictionary<string, string> first = [];
        for (int v = 0; v < keys.Length; v++)
        {
            foreach (string form in spoken[v])
            {
                if (!first.TryAdd(form, keys[v].Value) && first[form] != keys[v].Value)
                {
                    log.Warn(keys[v].Start, $"'{form}' means both '{first[form]}' and '{keys[v].Value}' of '{name}'; the model can only guess, remove one");
                }
            }
        }
    }

    /// <summary>Plain texts in lower case: one, or a list of them.</summary>
    private IReadOnlyList<string> ReadTexts(SourceItem item, string what)
    {
        IReadOnlyList<SourceItem> items = item is ScalarItem { IsNull: false } ? [item] : log.Items(item, what);
        List<string> texts = [];
        foreach (SourceItem entry in items)
        {
            ScalarItem text = log.Text(entry, $"an entry of {what}");
            int special = text.Value.AsSpan().IndexOfAny("()[]{}<>|");
            if (special >= 0)
            {
                log.Error(text.At(special), $"{what} are plain texts, not templates; write each way on its own");
            }

            texts.Add(string.Join(' ', text.Value.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        }

        return texts.Distinct().ToArray();
    }

    private static string Spoken(string value) => value.Replace('_', ' ').ToLowerInvariant();
}
