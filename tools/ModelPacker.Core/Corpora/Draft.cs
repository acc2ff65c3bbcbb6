using System.Text;

namespace ModelPacker.Core.Corpora;

/// <summary>A text that is being written or edited, with spans of slots that stay on their words.</summary>
internal sealed class Draft
{
    private readonly StringBuilder text = new();
    private readonly List<LabelledSlot> slots = [];
    private string? unit;
    private string[] unitWords = [];

    public int Length => text.Length;

    public IReadOnlyList<LabelledSlot> Slots => slots;

    public char this[int index] => text[index];

    public void Clear()
    {
        text.Clear();
        slots.Clear();
        unit = null;
    }

    /// <summary>Starts over from an utterance.</summary>
    public void Load(Utterance utterance)
    {
        Clear();
        text.Append(utterance.Text);
        slots.AddRange(utterance.Slots);
    }

    /// <summary>Appends text as it stands, but never a space at the start or after another space.</summary>
    public void Append(string part)
    {
        if (unit is not null && part.AsSpan().TrimStart(' ') is { Length: > 0 } visible)
        {
            SettleUnit(visible);
        }

        foreach (char c in part)
        {
            if (c != ' ' || (text.Length > 0 && text[^1] != ' '))
            {
                text.Append(c);
            }
        }
    }

    /// <summary>Appends a slot's words and labels them.</summary>
    /// <param name="value">The labelled value, or null: the words themselves.</param>
    public void AppendSlot(int slot, string words, string? value)
    {
        Append(words);
        slots.Add(new LabelledSlot(slot, text.Length - words.Length, text.Length, value ?? words));
    }

    /// <summary>Labels a value that no words stand for.</summary>
    public void Imply(int slot, string value) => slots.Add(new LabelledSlot(slot, -1, -1, value));

    /// <summary>Offers a unit for the number just appended; it is left out where the text goes on with one of <paramref name="words"/>.</summary>
    public void OfferUnit(string written, string[] words)
    {
        unit = written;
        unitWords = words;
    }

    /// <summary>The whole as an utterance.</summary>
    public Utterance Finish(int intent)
    {
        SettleUnit(default);
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        return new Utterance(text.ToString(), intent, slots.ToArray());
    }

    /// <summary>The last word so far; empty when nothing is there.</summary>
    public string LastWord()
    {
        int end = text.Length;
        while (end > 0 && text[end - 1] == ' ')
        {
            end--;
        }

        int start = end;
        while (start > 0 && text[start - 1] != ' ')
        {
            start--;
        }

        return text.ToString(start, end - start);
    }

    /// <summary>The words between spaces, as they are now.</summary>
    public List<(int Start, int End)> Words()
    {
        List<(int, int)> words = [];
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ' ')
            {
                if (i > start)
                {
                    words.Add((start, i));
                }

                start = i + 1;
            }
        }

        return words;
    }

    public string Slice(int start, int end) => text.ToString(start, end - start);

    /// <summary>The slot whose span has a character in common with start..end, or null.</summary>
    public LabelledSlot? SlotAt(int start, int end) => slots.Find(slot => slot.Start >= 0 && slot.Start < end && start < slot.End);

    /// <summary>
    /// Replaces start..end. A span that holds all of it grows or shrinks with it; what is inserted between two characters belongs to
    /// a span only when both do. False, and nothing changes, when a span's border lies inside start..end or a span would become empty.
    /// </summary>
    public bool Replace(int start, int end, string by)
    {
        int more = by.Length - (end - start);
        foreach (LabelledSlot slot in slots)
        {
            bool apart = slot.Start < 0 || slot.End <= start || slot.Start >= end;
            bool inside = slot.Start <= start && end <= slot.End;
            if (!apart && (!inside || slot.End - slot.Start + more <= 0))
            {
                return false;
            }
        }

        for (int i = 0; i < slots.Count; i++)
        {
            LabelledSlot slot = slots[i];
            if (slot.Start < 0 || slot.End <= start)
            {
                continue;
            }

            slots[i] = slot.Start >= end
                ? slot with { Start = slot.Start + more, End = slot.End + more }
                : slot with { End = slot.End + more };
        }

        text.Remove(start, end - start).Insert(start, by);
        return true;
    }

    /// <summary>Puts other words in the place of a slot's words, and their value in the place of its value.</summary>
    /// <param name="index">Index in <see cref="Slots"/> of a slot with a span that overlaps no other.</param>
    /// <param name="by">The words, not empty, and what they mean.</param>
    public void ReplaceSlot(int index, (string Words, string Value) by)
    {
        Replace(slots[index].Start, slots[index].End, by.Words);
        slots[index] = slots[index] with { Value = by.Value };
    }

    /// <summary>Sets the value of a slot to the words of its span.</summary>
    public void TakeValueFromText(int slot)
    {
        for (int i = 0; i < slots.Count; i++)
        {
            if (slots[i].Slot == slot && slots[i].Start >= 0)
            {
                slots[i] = slots[i] with { Value = Slice(slots[i].Start, slots[i].End) };
            }
        }
    }

    private void SettleUnit(ReadOnlySpan<char> next)
    {
        if (unit is null)
        {
            return;
        }

        bool there = false;
        foreach (string word in unitWords)
        {
            there |= next.StartsWith(word) && (next.Length == word.Length || !char.IsLetter(next[word.Length]) || !char.IsLetter(word[0]));
        }

        if (!there)
        {
            bool space = text[^1] == ' ';
            text.Length -= space ? 1 : 0;
            text.Append(unit).Append(space ? " " : "");
        }

        unit = null;
    }
}
