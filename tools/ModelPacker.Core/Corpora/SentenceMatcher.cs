using ModelPacker.Core.Commands;

namespace ModelPacker.Core.Corpora;

/// <summary>
/// Says whether a text is a sentence of some intent. Spaces do not count; numbers, durations and open slots match any text,
/// so it says yes rather too often than too seldom.
/// </summary>
internal sealed class SentenceMatcher(CommandFile file)
{
    /// <summary>Whether some template of an intent has the text among its sentences.</summary>
    public bool Matches(string text)
    {
        string solid = text.Replace(" ", "");
        return file.Sentences.Any(sentence => Ends(sentence.Body, solid, [0]).Contains(solid.Length));
    }

    /// <summary>Where a template can end in the text when it starts at one of <paramref name="starts"/>.</summary>
    private SortedSet<int> Ends(Template template, string text, SortedSet<int> starts)
    {
        SortedSet<int> ends = [];
        if (starts.Count == 0)
        {
            return ends;
        }

        switch (template)
        {
            case TextPart part:
                AddLiteral(part.Text, text, starts, ends);
                break;

            case SlotPart part when !file.Schema.Slots[part.Slot].IsLocated:
                foreach (string form in file.Forms[part.Slot].Spoken.SelectMany(forms => forms))
                {
                    AddLiteral(form, text, starts, ends);
                }

                break;

            case SlotPart:
                ends.UnionWith(Enumerable.Range(starts.Min + 1, text.Length - starts.Min));
                break;

            case RulePart part:
                return Ends(part.Rule.Body, text, starts);

            case SequencePart part:
                return part.Parts.Aggregate(starts, (at, next) => Ends(next, text, at));

            case ChoicePart part:
                ends.UnionWith(part.Optional ? starts : []);
                foreach (Template alternative in part.Alternatives)
                {
                    ends.UnionWith(Ends(alternative, text, starts));
                }

                break;
        }

        return ends;
    }

    private static void AddLiteral(string literal, string text, SortedSet<int> starts, SortedSet<int> ends)
    {
        string solid = literal.Replace(" ", "");
        foreach (int start in starts)
        {
            if (string.CompareOrdinal(text, start, solid, 0, solid.Length) == 0)
            {
                ends.Add(start + solid.Length);
            }
        }
    }
}
