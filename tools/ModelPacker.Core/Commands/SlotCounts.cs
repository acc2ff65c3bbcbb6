using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>
/// How often each slot is given by the sentences of a template, at least and at most over all alternatives, computed on the
/// template itself rather than on its possibly millions of sentences. 2 stands for two or more.
/// </summary>
internal sealed class SlotCounts(int slots)
{
    private readonly Dictionary<Rule, (int[] Min, int[] Max)> rules = [];

    /// <summary>The smallest and the largest count of each slot.</summary>
    public (int[] Min, int[] Max) Of(Template template)
    {
        int[] min = new int[slots], max = new int[slots];
        switch (template)
        {
            case SlotPart part:
                min[part.Slot] = max[part.Slot] = 1;
                break;

            case RulePart part:
                if (!rules.TryGetValue(part.Rule, out (int[], int[]) known))
                {
                    rules[part.Rule] = known = Of(part.Rule.Body);
                }

                return known;

            case SequencePart sequence:
                foreach (Template part in sequence.Parts)
                {
                    (int[] partMin, int[] partMax) = Of(part);
                    for (int s = 0; s < slots; s++)
                    {
                        min[s] = Math.Min(2, min[s] + partMin[s]);
                        max[s] = Math.Min(2, max[s] + partMax[s]);
                    }
                }

                break;

            case ChoicePart choice:
                Array.Fill(min, choice.Optional ? 0 : int.MaxValue);
                foreach (Template alternative in choice.Alternatives)
                {
                    (int[] partMin, int[] partMax) = Of(alternative);
                    for (int s = 0; s < slots; s++)
                    {
                        min[s] = Math.Min(min[s], partMin[s]);
                        max[s] = Math.Max(max[s], partMax[s]);
                    }
                }

                break;
        }

        return (min, max);
    }

    /// <summary>Where a slot that may be given twice is given for the second time.</summary>
    /// <param name="given">How often it is given before this part, at most.</param>
    public int FindSecond(Template template, int slot, int given)
    {
        switch (template)
        {
            case SequencePart sequence:
                foreach (Template part in sequence.Parts)
                {
                    int more = Of(part).Max[slot];
                    if (given + more > 1)
                    {
                        return FindSecond(part, slot, given);
                    }

                    given += more;
                }

                break;

            case ChoicePart choice:
                return FindSecond(choice.Alternatives.MaxBy(alternative => Of(alternative).Max[slot])!, slot, given);
        }

        return template.At;
    }

    /// <summary>A sentence that does not give the slot, with slots as {name}; its smallest count must be 0.</summary>
    public string Without(Template template, int slot, IReadOnlyList<Slot> schema) => template switch
    {
        TextPart part => part.Text,
        SlotPart part => $"{{{schema[part.Slot].Name}}}",
        RulePart part => Without(part.Rule.Body, slot, schema),
        SequencePart part => string.Concat(part.Parts.Select(p => Without(p, slot, schema))),
        ChoicePart { Optional: true } => "",
        ChoicePart part => Without(part.Alternatives.First(a => Of(a).Min[slot] == 0), slot, schema),
        _ => throw new InvalidOperationException($"Unknown template part {template}."),
    };
}
