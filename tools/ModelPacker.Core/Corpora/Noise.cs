using ModelPacker.Core.Schemas;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Corpora;

/// <summary>Adds single pieces of noise to a draft.</summary>
internal sealed class Noise(Schema schema)
{
    private static readonly string[] Keys = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    private static readonly string[] Neighbours = Enumerable.Range('a', 26).Select(c => NeighboursOf((char)c)).ToArray();
    private static readonly string[] Fillers = ["uh", "um", "er", "like", "so", "well", "ok", "hmm", "erm"];
    private static readonly string[] Courtesies = ["please", "please", "thanks", "thank you", "pls", "now"];
    private static readonly string[] CompoundTails = ["room", "rooms", "house", "door", "doors", "way", "light", "lights", "lamp", "moisture", "time"];

    private static readonly Dictionary<string, string[]> Confusions = new()
    {
        ["to"] = ["too"], ["too"] = ["to"], ["off"] = ["of"], ["light"] = ["lite"], ["lights"] = ["lites"],
        ["write"] = ["right"], ["right"] = ["write"], ["there"] = ["their"], ["their"] = ["there"], ["your"] = ["you're"],
        ["you're"] = ["your"], ["it's"] = ["its"], ["its"] = ["it's"], ["you"] = ["u"], ["please"] = ["pls", "plz"], ["close"] = ["clothes"],
        ["thanks"] = ["thx"], ["the"] = ["teh", "da"], ["brake"] = ["break"], ["by"] = ["buy"], ["hear"] = ["here"],
        ["here"] = ["hear"], ["are"] = ["r"], ["what's"] = ["whats"], ["because"] = ["cause"], ["whether"] = ["weather"], ["an"] = ["a"],
    };

    /// <summary>Adds one piece of the kind; false when the text has no place for it.</summary>
    public bool TryAdd(NoiseKind kind, Draft draft, Xoshiro256 random)
    {
        List<(int Start, int End)> words = draft.Words();
        if (words.Count == 0)
        {
            return false;
        }

        (int start, int end) = random.Pick(words);
        return kind switch
        {
            NoiseKind.Typo => Typo(draft, start, end, random),
            NoiseKind.Apostrophe => Apostrophe(draft),
            NoiseKind.Homophone => Confuse(draft, words, random),
            NoiseKind.Filler => Between(draft, start, random) && draft.Replace(start, start, random.Pick(Fillers) + " "),
            NoiseKind.Courtesy => Courtesy(draft, random),
            NoiseKind.Article => DropArticle(draft, words),
            NoiseKind.Repetition => Outside(draft, start, end) && draft.Replace(end, end, " " + draft.Slice(start, end)),
            _ => Recompound(draft, words, random),
        };
    }

    private static string NeighboursOf(char c)
    {
        int row = Array.FindIndex(Keys, keys => keys.Contains(c));
        int column = Keys[row].IndexOf(c);
        return string.Concat(Enumerable.Range(row - 1, 3).Where(r => r is >= 0 and < 3).SelectMany(
            r => Keys[r].Where((other, at) => other != c && Math.Abs(at + (0.4 * (r - row)) - column) < 1.1)));
    }

    private bool Typo(Draft draft, int start, int end, Xoshiro256 random)
    {
        for (int i = start; i < end; i++)
        {
            if (!char.IsAsciiLetterLower(draft[i]))
            {
                return false;
            }
        }

        if (end - start < 4 || !Editable(draft, start, end))
        {
            return false;
        }

        int at = random.Between(random.Chance(0.85) ? start + 1 : start, end - 1);
        string letter = draft[at].ToString();
        switch (random.Next(10))
        {
            case < 3:
                return draft.Replace(at, at + 1, random.Pick(Neighbours[draft[at] - 'a'].ToCharArray()).ToString());
            case < 6:
                return draft.Replace(at, at + 1, "");
            case < 7:
                return draft.Replace(at, at + 1, letter + letter);
            default:
                at = Math.Min(at, end - 2);
                return draft[at] != draft[at + 1] && draft.Replace(at, at + 2, $"{draft[at + 1]}{draft[at]}");
        }
    }

    private static bool Apostrophe(Draft draft)
    {
        bool found = false;
        for (int i = draft.Length - 1; i >= 0; i--)
        {
            found |= draft[i] == '\'' && draft.Replace(i, i + 1, "");
        }

        return found;
    }

    private bool Confuse(Draft draft, List<(int Start, int End)> words, Xoshiro256 random)
    {
        var places = words.Where(w => Outside(draft, w.Start, w.End) && Confusions.ContainsKey(draft.Slice(w.Start, w.End))).ToArray();
        if (places.Length == 0)
        {
            return false;
        }

        (int start, int end) = random.Pick(places);
        return draft.Replace(start, end, random.Pick(Confusions[draft.Slice(start, end)]));
    }

    private static bool Courtesy(Draft draft, Xoshiro256 random)
    {
        string word = random.Pick(Courtesies);
        int at = random.Chance(0.85) ? draft.Length : 0;
        return draft.SlotAt(Math.Max(0, at - 1), at + 1) is not { Value: var value } || value != draft.Slice(0, draft.Length)
            ? draft.Replace(at, at, at == 0 ? word + " " : " " + word)
            : false;
    }

    private bool DropArticle(Draft draft, List<(int Start, int End)> words)
    {
        foreach ((int start, int end) in words)
        {
            if (draft.Slice(start, end) is "the" or "a" or "an" && end < draft.Length && Outside(draft, start, end))
            {
                return draft.Replace(start, end + 1, "");
            }
        }

        return false;
    }

    private bool Recompound(Draft draft, List<(int Start, int End)> words, Xoshiro256 random)
    {
        for (int w = words.Count - 1; w >= 0; w--)
        {
            (int start, int end) = words[w];
            string word = draft.Slice(start, end);
            if (!Editable(draft, start, end))
            {
                continue;
            }

            if (w > 0 && CompoundTails.Contains(word) && draft.SlotAt(words[w - 1].Start, start) is { } slot && slot == draft.SlotAt(start, end))
            {
                return draft.Replace(start - 1, start, "");
            }

            string? tail = CompoundTails.FirstOrDefault(tail => word.Length >= tail.Length + 3 && word.EndsWith(tail, StringComparison.Ordinal));
            if (tail is not null)
            {
                return draft.Replace(end - tail.Length, end - tail.Length, random.Chance(0.85) ? " " : "-");
            }
        }

        return false;
    }

    /// <summary>Whether no slot has a part in the words.</summary>
    private static bool Outside(Draft draft, int start, int end) => draft.SlotAt(start, end) is null;

    /// <summary>Whether an offset is not inside the words of a located slot.</summary>
    private bool Between(Draft draft, int at, Xoshiro256 random) =>
        draft.SlotAt(at, at + 1) is not { } slot || slot.Start == at || (!schema.Slots[slot.Slot].IsLocated && random.Chance(0.2));

    /// <summary>Whether letters may change: numbers and durations must stay readable.</summary>
    private bool Editable(Draft draft, int start, int end) =>
        draft.SlotAt(start, end) is not { } slot || schema.Slots[slot.Slot].Kind is SlotKind.List or SlotKind.Open;
}
