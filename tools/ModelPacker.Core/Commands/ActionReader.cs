using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Reads the actions of a command file: pins that the firmware sets by itself.</summary>
internal sealed class ActionReader(MistakeLog log, IReadOnlyList<Slot> slots, IReadOnlyList<Intent> intents)
{
    private const string Example = "- {intent: vent_open, slots: {area: nursery}, pin: 5, level: high}";

    public IReadOnlyList<PinAction> Read(SourceItem? section)
    {
        List<PinAction> actions = [];
        foreach (SourceItem item in log.Items(section, "'actions'"))
        {
            MappingItem mapping = log.Fields(item, "an action", "intent", "slots", "pin", "level");
            int intent = ReadIntent(mapping);
            int pin = log.Integer(mapping.Find("pin"), mapping, "'pin'", 0, 255);
            bool high = ReadLevel(mapping);
            List<(int, int)> conditions = ReadConditions(mapping.Find("slots"), intent);
            if (intent >= 0)
            {
                actions.Add(new PinAction(intent, pin, high, conditions));
            }
        }

        return actions;
    }

    private int ReadIntent(MappingItem mapping)
    {
        if (mapping.Find("intent") is not { } item)
        {
            log.Error(mapping.Start, $"'intent' is missing in an action; write it as '{Example}'");
            return -1;
        }

        string name = log.Text(item, "'intent'").Value;
        int intent = intents.ToList().FindIndex(i => i.Name == name);
        if (intent < 0)
        {
            log.Error(item.Start, $"unknown intent '{name}' in an action{Spelling.Hint(name, intents.Select(i => i.Name))}");
        }

        return intent;
    }

    private bool ReadLevel(MappingItem mapping)
    {
        string level = mapping.Find("level") is ScalarItem scalar ? scalar.Value : "";
        if (level is not ("high" or "low"))
        {
            log.Error(mapping.Find("level")?.Start ?? mapping.Start, "'level' of an action must be high or low");
        }

        return level == "high";
    }

    private List<(int Slot, int Value)> ReadConditions(SourceItem? item, int intent)
    {
        List<(int, int)> conditions = [];
        foreach ((ScalarItem key, SourceItem value) in log.Mapping(item, "'slots' of an action", "{area: nursery}").Entries)
        {
            if (ListValues.Find(log, slots, key, value) is not { } condition)
            {
                continue;
            }

            if (intent >= 0 && !intents[intent].Has(condition.Slot))
            {
                log.Error(key.Start, $"slot '{key.Value}' is not in the slots of '{intents[intent].Name}', so the action could never happen; remove it");
            }

            conditions.Add(condition);
        }

        if (conditions.Count > Schema.MaxConditions)
        {
            log.Error(item!.Start, $"an action has at most {Schema.MaxConditions} slots; this one has {conditions.Count}");
        }

        return conditions;
    }
}
