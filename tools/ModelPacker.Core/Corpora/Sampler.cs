using ModelPacker.Core.Commands;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Corpora;

/// <summary>A template made ready for drawing sentences from it.</summary>
internal abstract class Sampler
{
    /// <summary>Weight among an intent's templates: it grows with the logarithm of the number of sentences, so that a short one is still drawn often.</summary>
    public double Weight => 1 + Math.Round(Size, 3);

    /// <summary>Weight among alternatives: nearly alike, so that an author can make something rare by nesting it.</summary>
    private double AlternativeWeight => 1 + Math.Round(Size / 8, 3);

    /// <summary>log2 of the number of sentences.</summary>
    protected abstract double Size { get; }

    /// <summary>Appends a random sentence.</summary>
    public abstract void Render(Draft draft, Xoshiro256 random);

    /// <summary>Prepares a template.</summary>
    /// <param name="template">What to draw from.</param>
    /// <param name="values">A sampler for each slot.</param>
    public static Sampler Of(Template template, IReadOnlyList<Sampler> values) => template switch
    {
        TextPart part => new TextSampler(part.Text),
        SlotPart part => values[part.Slot],
        RulePart part => Of(part.Rule.Body, values),
        SequencePart part => new SequenceSampler(part.Parts.Select(p => Of(p, values)).ToArray()),
        ChoicePart part => new ChoiceSampler(part.Alternatives.Select(a => Of(a, values)).ToArray(), part.Optional),
        _ => throw new InvalidOperationException($"Unknown template part {template}."),
    };

    private sealed class TextSampler(string text) : Sampler
    {
        protected override double Size => 0;

        public override void Render(Draft draft, Xoshiro256 random) => draft.Append(text);
    }

    private sealed class SequenceSampler(Sampler[] parts) : Sampler
    {
        protected override double Size { get; } = parts.Sum(part => part.Size);

        public override void Render(Draft draft, Xoshiro256 random)
        {
            foreach (Sampler part in parts)
            {
                part.Render(draft, random);
            }
        }
    }

    private sealed class ChoiceSampler(Sampler[] alternatives, bool optional) : Sampler
    {
        private readonly WeightedChoice choice = new(alternatives.Select(a => a.AlternativeWeight).ToArray());

        protected override double Size { get; } = Math.Log2(alternatives.Sum(a => Math.Pow(2, Math.Min(a.Size, 100))) + (optional ? 1 : 0));

        public override void Render(Draft draft, Xoshiro256 random)
        {
            if (!optional || random.Chance(0.5))
            {
                alternatives[choice.Draw(random)].Render(draft, random);
            }
        }
    }
}

/// <summary>Draws values of one slot.</summary>
/// <param name="index">The slot's index in the schema.</param>
/// <param name="file">The command file.</param>
internal sealed class SlotSampler(int index, CommandFile file) : Sampler
{
    private readonly Schemas.Slot slot = file.Schema.Slots[index];
    private readonly SlotForms forms = file.Forms[index];
    private readonly RangeSampler range = new(file.Schema.Slots[index], file.Language == "en");

    /// <summary>Values count little: a sentence does not matter more because a list is long.</summary>
    protected override double Size => 2;

    public override void Render(Draft draft, Xoshiro256 random)
    {
        switch (slot.Kind)
        {
            case Schemas.SlotKind.List:
                int value = random.Next(slot.Values.Count);
                IReadOnlyList<string> spoken = forms.Spoken[value];
                draft.AppendSlot(index, random.Chance(0.25) ? spoken[0] : random.Pick(spoken), slot.Values[value]);
                break;

            case Schemas.SlotKind.Range:
                range.Render(draft, index, random);
                break;

            case Schemas.SlotKind.Duration:
                (string text, int seconds) = DurationSpeech.Sample(slot.From, slot.To, draft.LastWord(), random);
                draft.AppendSlot(index, text, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;

            default:
                draft.AppendSlot(index, random.Pick(forms.Examples), null);
                break;
        }
    }
}
