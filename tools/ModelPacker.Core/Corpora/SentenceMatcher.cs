using System.Numerics;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>
/// Says whether a text is a sentence of some intent. Spaces do not count; an open slot matches any text, a number or
/// duration whatever begins like one, so it says yes rather too often than too seldom. Sets of places in the text are bits of a 64-bit word.
/// </summary>
internal sealed class SentenceMatcher
{
    /// <summary>Longest text, without its spaces.</summary>
    public const int MaxLength = 63;

    private static readonly string[] NumberStarts =
    [
        "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "eleven", "twelve", "thirteen", "fifteen", "twenty", "thirty", "forty", "fifty", "half", "quarter", "minus", "negative",
        "a hundred", "a thousand", "a million", "a half", "a quarter", "a couple", "a second", "a minute", "an hour", "a day", "a week",
        "second", "minute", "hour", "day", "week",
    ];

    private readonly Dictionary<Rule, Pattern> rules = [];
    private readonly Pattern[] slots;
    private readonly Pattern[] sentences;

    public SentenceMatcher(CommandFile file)
    {
        slots = file.Schema.Slots.Select((slot, index) => slot.Kind switch
        {
            SlotKind.Open => new AnyText(),
            SlotKind.List => OneOf(file.Forms[index].Spoken.SelectMany(forms => forms)),
            _ => (Pattern)new Sequence([OneOf(NumberStarts.Concat(slot.Words.Select(word => word.Text))), new Choice([new AnyText()], true)]),
        }).ToArray();
        sentences = file.Sentences.Select(sentence => Compile(sentence.Body)).ToArray();
    }

    /// <summary>Whether some template of an intent has the text among its sentences; yes for a text longer than <see cref="MaxLength"/>.</summary>
    public bool Matches(string text)
    {
        string solid = Solid(text);
        ulong end = solid.Length > MaxLength ? 0 : 1UL << solid.Length;
        return end == 0 || sentences.Any(sentence => (sentence.Ends(solid, 1) & end) != 0);
    }

    private static string Solid(string text) => text.Replace(" ", "");

    private static Choice OneOf(IEnumerable<string> forms) => new(forms.Select(form => new Literal(Solid(form))).ToArray(), false);

    private Pattern Compile(Template template)
    {
        switch (template)
        {
            case TextPart part:
                return new Literal(Solid(part.Text));
            case SlotPart part:
                return slots[part.Slot];
            case SequencePart part:
                return new Sequence(part.Parts.Select(Compile).ToArray());
            case ChoicePart part:
                return new Choice(part.Alternatives.Select(Compile).ToArray(), part.Optional);
            case RulePart part:
                return rules.TryGetValue(part.Rule, out Pattern? known) ? known : rules[part.Rule] = Compile(part.Rule.Body);
            default:
                throw new InvalidOperationException($"Unknown template part {template}.");
        }
    }

    /// <summary>A part of a template.</summary>
    /// <param name="first">Letters it can begin with, as bits by their last five bits: a quick way to say no.</param>
    /// <param name="empty">Whether nothing at all matches.</param>
    private abstract class Pattern(uint first, bool empty)
    {
        public uint First => first;

        public bool Empty => empty;

        /// <summary>Where the pattern can end when it starts at one of <paramref name="starts"/>.</summary>
        public ulong Ends(string text, ulong starts)
        {
            ulong live = 0;
            for (ulong rest = starts; rest != 0; rest &= rest - 1)
            {
                int start = BitOperations.TrailingZeroCount(rest);
                if (start < text.Length && (first & Bit(text[start])) != 0)
                {
                    live |= rest & ~(rest - 1);
                }
            }

            return (live == 0 ? 0 : Match(text, live)) | (empty ? starts : 0);
        }

        /// <summary>The same for what is not empty.</summary>
        protected abstract ulong Match(string text, ulong starts);

        protected static uint Bit(char c) => 1u << (c & 31);
    }

    private sealed class Literal(string solid) : Pattern(solid.Length == 0 ? 0 : Bit(solid[0]), solid.Length == 0)
    {
        protected override ulong Match(string text, ulong starts)
        {
            ulong ends = 0;
            for (; starts != 0; starts &= starts - 1)
            {
                int start = BitOperations.TrailingZeroCount(starts);
                if (string.CompareOrdinal(text, start, solid, 0, solid.Length) == 0)
                {
                    ends |= 1UL << (start + solid.Length);
                }
            }

            return ends;
        }
    }

    private sealed class AnyText() : Pattern(uint.MaxValue, false)
    {
        protected override ulong Match(string text, ulong starts) =>
            ((1UL << text.Length << 1) - 1) & ~(((starts & ~(starts - 1)) << 1) - 1);
    }

    private sealed class Sequence(Pattern[] parts) : Pattern(FirstOf(parts), parts.All(part => part.Empty))
    {
        protected override ulong Match(string text, ulong starts)
        {
            for (int i = 0; i < parts.Length && starts != 0; i++)
            {
                starts = parts[i].Ends(text, starts);
            }

            return starts;
        }

        private static uint FirstOf(Pattern[] parts)
        {
            int leading = parts.TakeWhile(part => part.Empty).Count();
            return parts.Take(leading + 1).Aggregate(0u, (letters, part) => letters | part.First);
        }
    }

    private sealed class Choice(Pattern[] alternatives, bool optional)
        : Pattern(alternatives.Aggregate(0u, (letters, a) => letters | a.First), optional || alternatives.Any(a => a.Empty))
    {
        protected override ulong Match(string text, ulong starts)
        {
            ulong ends = 0;
            foreach (Pattern alternative in alternatives)
            {
                ends |= alternative.Ends(text, starts);
            }

            return ends;
        }
    }
}
