using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>Warns of sentences that stand in two intents, or in an intent and in out_of_scope.</summary>
internal sealed class SentenceOverlaps(MistakeLog log, IReadOnlyList<Slot> slots, IReadOnlyList<Intent> intents)
{
    /// <summary>Templates with more sentences than this are left out: what they share is rarely a mistake of a single line.</summary>
    private const int Limit = 64;

    private readonly Dictionary<string, int> owners = [];

    public void Warn(IReadOnlyList<(ScalarItem Source, Sentence Sentence)> sentences, IReadOnlyList<(ScalarItem Source, Template Body)> outOfScope)
    {
        foreach ((ScalarItem source, Sentence sentence) in sentences)
        {
            Claim(source, sentence.Body, sentence.Intent);
        }

        foreach ((ScalarItem source, Template body) in outOfScope)
        {
            Claim(source, body, -1);
        }
    }

    private void Claim(ScalarItem source, Template body, int owner)
    {
        foreach (string expansion in Expand(body) ?? [])
        {
            string text = SentenceText.Tidy(expansion);
            if (!owners.TryAdd(text, owner) && owners[text] != owner)
            {
                log.Warn(source.Start, $"\"{text}\" is both '{NameOf(owners[text])}' and '{NameOf(owner)}'; the model can only guess, remove one");
                return;
            }
        }
    }

    private string NameOf(int owner) => owner < 0 ? "out_of_scope" : intents[owner].Name;

    /// <summary>All sentences, with slots as {name}, or null when there are too many.</summary>
    private List<string>? Expand(Template template)
    {
        switch (template)
        {
            case TextPart part:
                return [part.Text];
            case SlotPart part:
                return [$"{{{slots[part.Slot].Name}}}"];
            case RulePart part:
                return Expand(part.Rule.Body);
            case ChoicePart part:
                List<string> all = part.Optional ? [""] : [];
                foreach (Template alternative in part.Alternatives)
                {
                    if (Expand(alternative) is not { } more || all.Count + more.Count > Limit)
                    {
                        return null;
                    }

                    all.AddRange(more);
                }

                return all;
            case SequencePart part:
                List<string> heads = [""];
                foreach (Template next in part.Parts)
                {
                    if (Expand(next) is not { } tails || heads.Count * tails.Count > Limit)
                    {
                        return null;
                    }

                    heads = heads.SelectMany(head => tails.Select(tail => head + tail)).ToList();
                }

                return heads;
            default:
                throw new InvalidOperationException($"Unknown template part {template}.");
        }
    }
}
