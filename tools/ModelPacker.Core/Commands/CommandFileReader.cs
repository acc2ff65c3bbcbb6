using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Turns a command file's YAML into a <see cref="CommandFile"/> and checks all of it.</summary>
internal sealed class CommandFileReader(MistakeLog log)
{
    private IReadOnlyDictionary<string, int> slotIndex = new Dictionary<string, int>();
    private RuleSet rules = RuleSet.Empty;

    /// <exception cref="InputException">There are mistakes.</exception>
    public CommandFile Read(SourceItem? root)
    {
        if (root is null)
        {
            log.Error(0, "the command file is empty; 'modelpacker new' writes one to start from");
            log.ThrowIfAny();
        }

        MappingItem file = log.Fields(
            root!, "the command file", "name", "language", "slots", "rules", "intents", "out_of_scope", "carriers", "actions");
        string name = file.Find("name") is { } nameItem ? log.Name(nameItem, "the name", "-_") : Missing(file, "name", "name: greenhouse");
        string language = file.Find("language") is { } languageItem ? log.Text(languageItem, "the language").Value : "en";

        (IReadOnlyList<Slot> slots, IReadOnlyList<SlotForms> forms) = new SlotReader(log, language).Read(file.Find("slots"));
        slotIndex = slots.Select((slot, index) => (slot.Name, index)).DistinctBy(pair => pair.Name).ToDictionary();
        rules = RuleSet.Read(log, file.Find("rules"), slotIndex);

        if (file.Find("intents") is null or ScalarItem { IsNull: true } or MappingItem { Entries.Count: 0 })
        {
            Missing(file, "intents", "intents: {light_on: {sentences: [lights on]}}");
        }

        IntentReader intentReader = new(log, slots, slotIndex, rules);
        intentReader.Read(file.Find("intents") is ScalarItem { IsNull: true } ? null : file.Find("intents"));
        List<(ScalarItem Source, Template Body)> outOfScope = ReadOutOfScope(file.Find("out_of_scope"));
        IReadOnlyList<Carrier> carriers = ReadCarriers(file.Find("carriers"));
        IReadOnlyList<PinAction> actions = new ActionReader(log, slots, intentReader.Intents).Read(file.Find("actions"));
        log.ThrowIfAny();

        WarnOfUnusedSlots(file.Find("slots"), intentReader.Intents);
        new SentenceOverlaps(log, slots, intentReader.Intents).Warn(intentReader.Sentences, outOfScope);
        return new CommandFile(
            new Schema(name, slots, intentReader.Intents, actions),
            language,
            forms,
            intentReader.Sentences.Select(sentence => sentence.Sentence).ToArray(),
            outOfScope.Select(sentence => sentence.Body).ToArray(),
            carriers,
            log.Warnings);
    }

    private void WarnOfUnusedSlots(SourceItem? section, IReadOnlyList<Intent> intents)
    {
        foreach ((ScalarItem key, _) in log.Mapping(section, "'slots'", "").Entries)
        {
            if (!intents.Any(intent => intent.Has(slotIndex[key.Value])))
            {
                log.Warn(key.Start, $"no intent has slot '{key.Value}'; add it to the slots of one, or remove it, for it takes room in the image");
            }
        }
    }

    private string Missing(MappingItem file, string key, string example)
    {
        log.Error(file.Start, $"'{key}' is missing; write it as '{example}'");
        return "";
    }

    private List<(ScalarItem Source, Template Body)> ReadOutOfScope(SourceItem? section)
    {
        List<(ScalarItem, Template)> read = [];
        foreach (SourceItem item in log.Items(section, "'out_of_scope'"))
        {
            ScalarItem text = log.Text(item, "an out-of-scope sentence");
            int before = log.Errors;
            Template body = rules.Parse(log, text, "an out-of-scope sentence", slotIndex);
            if (log.Errors == before)
            {
                log.SomeWords(text, body, "an out-of-scope sentence");
            }

            read.Add((text, body));
        }

        return read;
    }

    private List<Carrier> ReadCarriers(SourceItem? section)
    {
        List<Carrier> read = [];
        foreach (SourceItem item in log.Items(section, "'carriers'"))
        {
            ScalarItem text = log.Text(item, "a carrier");
            int star = text.Value.IndexOf('*');
            if (text.Value.Count(c => c == '*') != 1)
            {
                log.Error(text.Start, "a carrier has exactly one * where the sentence goes, as in 'could you * for me'");
                continue;
            }

            Dictionary<string, int> noSlots = [];
            read.Add(new Carrier(
                rules.Parse(log, text, "a carrier", noSlots, 0, star),
                rules.Parse(log, text, "a carrier", noSlots, star + 1, text.Value.Length)));
        }

        return read;
    }
}
