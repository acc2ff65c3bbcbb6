namespace ModelPacker.Core.Commands;

/// <summary>The rules of a command file, and templates that use them.</summary>
internal sealed class RuleSet
{
    private readonly Dictionary<string, Rule> rules = [];
    private readonly Dictionary<Rule, ScalarItem> keys = [];
    private readonly TemplateSizes sizes = new();

    private RuleSet()
    {
    }

    public static RuleSet Empty { get; } = new();

    /// <summary>Reads the rules. One that uses itself is reported and emptied, so that later checks come to an end.</summary>
    public static RuleSet Read(MistakeLog log, SourceItem? section, IReadOnlyDictionary<string, int> slots)
    {
        RuleSet set = new();
        MappingItem mapping = log.Mapping(section, "'rules'", "open: \"(open|raise)\"");
        foreach ((ScalarItem key, _) in mapping.Entries)
        {
            Rule rule = new(log.Name(key, "the rule's name"));
            set.rules[key.Value] = rule;
            set.keys[rule] = key;
        }

        foreach ((ScalarItem key, SourceItem value) in mapping.Entries)
        {
            string where = $"rule '{key.Value}'";
            ScalarItem text = log.Text(value, where);
            set.rules[key.Value].Body = set.ParsePart(log, text, where, slots, 0, text.Value.Length);
        }

        foreach (Rule rule in set.rules.Values)
        {
            if (set.FindCycle(rule.Body, rule, []) is { } cycle)
            {
                log.Error(set.keys[rule].Start, $"rule '{rule.Name}' uses itself ({rule.Name} > {string.Join(" > ", cycle)}); rules cannot repeat, write the cases out");
                rule.Body = new TextPart(0, "");
            }
        }

        return set;
    }

    /// <summary>
    /// Parses a template that uses rules, or the part of it from <paramref name="start"/> to <paramref name="end"/>. One that is too large with
    /// its rules written out is reported and emptied, so that later checks come to an end.
    /// </summary>
    public Template Parse(
        MistakeLog log, ScalarItem text, string where, IReadOnlyDictionary<string, int> slots, int start = 0, int end = -1)
    {
        Template template = ParsePart(log, text, where, slots, start, end < 0 ? text.Value.Length : end);
        if (sizes.Of(template) <= TemplateSizes.Limit)
        {
            return template;
        }

        log.Error(text.Start, $"{where} has more than {TemplateSizes.Limit} characters with its rules written out; use fewer rules within rules, or make several sentences");
        return new TextPart(0, "");
    }

    private Template ParsePart(
        MistakeLog log, ScalarItem text, string where, IReadOnlyDictionary<string, int> slots, int start, int end) =>
        TemplateParser.Parse(
            text.Value[start..end],
            where,
            slots,
            rules,
            (at, message) => log.Error(text.At(start + at), message));

    /// <summary>The rules on the way from a template back to <paramref name="sought"/>, or null.</summary>
    private List<string>? FindCycle(Template template, Rule sought, HashSet<Rule> visited)
    {
        switch (template)
        {
            case RulePart part when part.Rule == sought:
                return [sought.Name];
            case RulePart part when visited.Add(part.Rule):
                List<string>? rest = FindCycle(part.Rule.Body, sought, visited);
                rest?.Insert(0, part.Rule.Name);
                return rest;
            case SequencePart part:
                return FindCycle(part.Parts, sought, visited);
            case ChoicePart part:
                return FindCycle(part.Alternatives, sought, visited);
            default:
                return null;
        }
    }

    private List<string>? FindCycle(IReadOnlyList<Template> parts, Rule sought, HashSet<Rule> visited) =>
        parts.Select(part => FindCycle(part, sought, visited)).FirstOrDefault(cycle => cycle is not null);
}
