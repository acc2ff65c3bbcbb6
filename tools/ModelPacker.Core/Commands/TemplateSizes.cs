namespace ModelPacker.Core.Commands;

/// <summary>
/// How large templates are with all their rules written out, for that is what the work on a template grows with: forty rules that each use the
/// one before twice make a sentence of a trillion parts.
/// </summary>
internal sealed class TemplateSizes
{
    /// <summary>The largest size allowed.</summary>
    public const int Limit = 100_000;

    private readonly Dictionary<Rule, long> rules = [];

    /// <summary>Characters and parts, or <see cref="Limit"/> + 1 where there are more. Each rule is measured once.</summary>
    public long Of(Template template) => Math.Min(Limit + 1, template switch
    {
        TextPart part => 1 + part.Text.Length,
        RulePart part => OfRule(part.Rule),
        SequencePart part => 1 + part.Parts.Sum(Of),
        ChoicePart part => 1 + part.Alternatives.Sum(Of),
        _ => 1,
    });

    private long OfRule(Rule rule) => rules.TryGetValue(rule, out long known) ? known : rules[rule] = Of(rule.Body);
}
