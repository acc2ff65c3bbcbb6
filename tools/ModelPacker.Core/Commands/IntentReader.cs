using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Reads the intents of a command file: signatures and sentences, and checks that they fit together.</summary>
internal sealed class IntentReader(MistakeLog log, IReadOnlyList<Slot> slots, IReadOnlyDictionary<string, int> slotIndex, RuleSet rules)
{
    private const int MaxSlotsPerIntent = 127;

    private readonly List<Intent> intents = [];
    private readonly List<(ScalarItem Source, Sentence Sentence)> sentences = [];
    private readonly SlotCounts counts = new(slots.Count);

    public IReadOnlyList<Intent> Intents => intents;

    /// <summary>Every sentence, with its text.</summary>
    public IReadOnlyList<(ScalarItem Source, Sentence Sentence)> Sentences => sentences;

    public void Read(SourceItem? section)
    {
        foreach ((ScalarItem key, SourceItem value) in log.Mapping(section, "'intents'", "light_on: {sentences: [lights on]}").Entries)
        {
            if (intents.Count == Schema.MaxIntents)
            {
                log.Error(key.Start, $"there are more than {Schema.MaxIntents} intents; an image holds no more");
                break;
            }

            string name = log.Name(key, "the intent's name");
            MappingItem mapping = log.Fields(value, $"intent '{name}'", "sentences", "slots");
            intents.Add(new Intent(name, ReadSignature(name, mapping.Find("slots"))));
            if (mapping.Find("sentences") is { } list)
            {
                ReadSentences(log.Items(list, $"the sentences of '{name}'"), null);
            }
            else
            {
                log.Error(key.Start, $"intent '{name}' has no sentences; add 'sentences:' with at least one");
            }
        }
    }

    private List<SlotUse> ReadSignature(string intent, SourceItem? item)
    {
        List<SlotUse> uses = [];
        if (item is null or ListItem { Items.Count: 0 } or ScalarItem { IsNull: true })
        {
            return uses;
        }

        foreach (SourceItem entry in log.Items(item, $"the slots of '{intent}'"))
        {
            string text = log.Text(entry, $"a slot of '{intent}'").Value;
            string name = text.TrimEnd('?');
            if (!slotIndex.TryGetValue(name, out int slot))
            {
                log.Error(entry.Start, $"unknown slot '{name}' in the slots of '{intent}'{Spelling.Hint(name, slotIndex.Keys)}");
            }
            else if (uses.Any(use => use.Slot == slot))
            {
                log.Error(entry.Start, $"slot '{name}' is twice in the slots of '{intent}'; remove one");
            }
            else
            {
                uses.Add(new SlotUse(slot, name.Length == text.Length));
            }
        }

        if (uses.Count > MaxSlotsPerIntent)
        {
            log.Error(item.Start, $"'{intent}' has {uses.Count} slots; an image holds at most {MaxSlotsPerIntent} for an intent");
        }

        return uses;
    }

    /// <param name="implied">What 'set' gives in the group that is read, or null outside of groups.</param>
    /// <param name="check">False when 'set' is wrong, which would make every sentence look wrong.</param>
    private void ReadSentences(IReadOnlyList<SourceItem> items, IReadOnlyList<(int Slot, int Value)>? implied, bool check = true)
    {
        Intent intent = intents[^1];
        foreach (SourceItem item in items)
        {
            if (implied is null && item is MappingItem)
            {
                MappingItem group = log.Fields(item, $"a group of sentences of '{intent.Name}'", "set", "sentences");
                int good = log.Errors;
                List<(int, int)> set = ReadSet(log.Mapping(group.Find("set"), "'set'", "set: {area: nursery}"));
                ReadSentences(log.Items(group.Find("sentences"), $"the sentences of '{intent.Name}'"), set, log.Errors == good);
                if (group.Find("sentences") is null)
                {
                    log.Error(group.Start, "this group has no sentences; add 'sentences:' beside 'set:'");
                }
                continue;
            }

            string where = $"a sentence of '{intent.Name}'";
            ScalarItem text = log.Text(item, where);
            int before = log.Errors;
            Sentence sentence = new(intents.Count - 1, rules.Parse(log, text, where, slotIndex), implied ?? []);
            if (check && log.Errors == before)
            {
                CheckSlots(text, sentence);
            }

            if (log.Errors == before)
            {
                log.SomeWords(text, sentence.Body, where);
            }

            sentences.Add((text, sentence));
        }
    }

    private List<(int Slot, int Value)> ReadSet(MappingItem set)
    {
        List<(int, int)> implied = [];
        foreach ((ScalarItem key, SourceItem item) in set.Entries)
        {
            if (ListValues.Find(log, slots, key, item) is { } value)
            {
                implied.Add(value);
            }
        }

        return implied;
    }

    private void CheckSlots(ScalarItem text, Sentence sentence)
    {
        Intent intent = intents[sentence.Intent];
        (int[] min, int[] max) = counts.Of(sentence.Body);
        for (int slot = 0; slot < slots.Count; slot++)
        {
            string name = slots[slot].Name;
            int set = sentence.Implied.Any(pair => pair.Slot == slot) ? 1 : 0;
            SlotUse? use = intent.Slots.FirstOrDefault(u => u.Slot == slot);
            if (max[slot] + set > 1)
            {
                int second = counts.FindSecond(sentence.Body, slot, set);
                log.Error(text.At(second), $"slot '{name}' can be given twice in a sentence of '{intent.Name}'; give it once, or make two sentences");
            }
            else if (use is null && max[slot] + set > 0)
            {
                int first = max[slot] > 0 ? counts.FindSecond(sentence.Body, slot, 1) : 0;
                log.Error(text.At(first), $"slot '{name}' is not in the slots of '{intent.Name}'; add '{name}?' there");
            }
            else if (use is { Required: true } && min[slot] + set == 0)
            {
                string missing = SentenceText.Tidy(counts.Without(sentence.Body, slot, slots));
                log.Error(text.Start, $"'{intent.Name}' requires slot '{name}', but \"{missing}\" does not give it; put {{{name}}} in, set it, or write '{name}?' in the slots");
            }
        }
    }
}
