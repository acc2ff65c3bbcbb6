using System.Text;

namespace ModelPacker.Core.Commands;

/// <summary>
/// Reads a sentence template: <c>(a|b)</c>, <c>[optional]</c>, <c>{slot}</c>, <c>&lt;rule&gt;</c>, <c>\(</c> for the character
/// itself. It goes on after a mistake, so that several are reported at once.
/// </summary>
internal sealed class TemplateParser
{
    private const string Special = "()[]{}<>|\\";
    private const int MaxDepth = 100;

    private readonly string text;
    private readonly Action<int, string> report;
    private readonly IReadOnlyDictionary<string, int> slots;
    private readonly IReadOnlyDictionary<string, Rule> rules;
    private readonly string where;
    private readonly Stack<char> expected = new();
    private int at;
    private bool tooDeep;

    private TemplateParser(
        string text, string where, IReadOnlyDictionary<string, int> slots, IReadOnlyDictionary<string, Rule> rules, Action<int, string> report)
    {
        this.text = text;
        this.where = where;
        this.slots = slots;
        this.rules = rules;
        this.report = report;
    }

    /// <param name="text">The template.</param>
    /// <param name="where">What it is, for messages: "a sentence of 'light_on'".</param>
    /// <param name="slots">Index of each slot.</param>
    /// <param name="rules">Every rule of the file.</param>
    /// <param name="report">Takes the offset in the text and the message of each mistake.</param>
    public static Template Parse(
        string text, string where, IReadOnlyDictionary<string, int> slots, IReadOnlyDictionary<string, Rule> rules, Action<int, string> report)
    {
        TemplateParser parser = new(text, where, slots, rules, report);
        Template whole = parser.ParseChoice(0, optional: false);
        while (parser.at < text.Length)
        {
            report(parser.at, $"'{text[parser.at]}' closes nothing in {where}; remove it, or write \\{text[parser.at]} for the character");
            parser.at++;
            whole = new SequencePart(0, [whole, parser.ParseChoice(parser.at, optional: false)]);
        }

        return whole;
    }

    /// <summary>Alternatives up to a closing character, which is left in place, or to the end.</summary>
    private Template ParseChoice(int start, bool optional)
    {
        List<Template> alternatives = [ParseSequence()];
        while (at < text.Length && text[at] == '|')
        {
            at++;
            alternatives.Add(ParseSequence());
        }

        return alternatives.Count == 1 && !optional ? alternatives[0] : new ChoicePart(start, alternatives, optional);
    }

    private Template ParseSequence()
    {
        int start = at;
        List<Template> parts = [];
        while (at < text.Length && text[at] is not ('|' or ')' or ']'))
        {
            parts.Add(ParsePart());
        }

        return parts.Count == 1 ? parts[0] : new SequencePart(start, parts);
    }

    private Template ParsePart()
    {
        int start = at;
        switch (text[at])
        {
            case '(':
                return ParseGroup(start, ')', optional: false);
            case '[':
                return ParseGroup(start, ']', optional: true);
            case '{':
                return ParseSlot(start);
            case '<':
                return ParseRule(start);
            case '}' or '>':
                report(at, $"'{text[at]}' closes nothing in {where}; remove it, or write \\{text[at]} for the character");
                at++;
                return new TextPart(start, "");
            default:
                return ParseText(start);
        }
    }

    private Template ParseGroup(int start, char close, bool optional)
    {
        at++;
        expected.Push(close);
        if (expected.Count > MaxDepth)
        {
            report(start, $"groups within groups, more than {MaxDepth} deep, in {where}; use fewer, or rules");
            tooDeep = true;
            at = text.Length;
        }

        Template body = ParseChoice(start, optional);
        expected.Pop();
        if (at == start + 1 && at < text.Length && text[at] == close)
        {
            report(start, $"an empty group in {where}; write something between {text[start]} and {close}");
        }

        if (at < text.Length && text[at] == close)
        {
            at++;
        }
        else if (!tooDeep)
        {
            report(start, $"'{text[start]}' is not closed in {where}; add '{close}', or write \\{text[start]} for the character");
            at += at < text.Length && !expected.Contains(text[at]) ? 1 : 0;
        }

        return body;
    }

    private Template ParseSlot(int start)
    {
        string? name = ParseName(start, '}', "slot");
        if (name is null)
        {
            return new TextPart(start, "");
        }

        if (slots.TryGetValue(name, out int slot))
        {
            return new SlotPart(start, slot);
        }

        report(start, $"unknown slot '{name}' in {where}{Spelling.Hint(name, slots.Keys)}");
        return new TextPart(start, "");
    }

    private Template ParseRule(int start)
    {
        string? name = ParseName(start, '>', "rule");
        if (name is null)
        {
            return new TextPart(start, "");
        }

        if (rules.TryGetValue(name, out Rule? rule))
        {
            return new RulePart(start, rule);
        }

        report(start, $"unknown rule '{name}' in {where}{Spelling.Hint(name, rules.Keys)}");
        return new TextPart(start, "");
    }

    /// <summary>The name between the brackets, or null when there is no closing one or no name; both are reported.</summary>
    private string? ParseName(int start, char close, string kind)
    {
        int end = text.IndexOf(close, start);
        int other = text.AsSpan(start + 1).IndexOfAny(Special.AsSpan());
        if (end < 0 || other + start + 1 < end)
        {
            at = start + 1;
            report(start, $"'{text[start]}' is not closed in {where}; write {text[start]}name{close}, or \\{text[start]} for the character");
            return null;
        }

        at = end + 1;
        string name = text[(start + 1)..end].Trim();
        if (name.Length == 0)
        {
            report(start, $"a {kind} without a name in {where}; write {text[start]}name{close}");
            return null;
        }

        return name;
    }

    private TextPart ParseText(int start)
    {
        StringBuilder plain = new();
        while (at < text.Length)
        {
            char c = text[at];
            if (c == '\\')
            {
                if (at + 1 >= text.Length || !Special.Contains(text[at + 1]))
                {
                    report(at, $"a lone \\ in {where}; it may stand before one of {Special} only");
                    at++;
                    continue;
                }

                plain.Append(text[at + 1]);
                at += 2;
            }
            else if (Special.Contains(c))
            {
                break;
            }
            else
            {
                plain.Append(char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c));
                at++;
            }
        }

        return new TextPart(start, plain.ToString());
    }
}
