using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>
/// Writes utterances as people type and recognisers hear them. Labels stay right: spans move with their words, and numbers and
/// durations are left alone because their words must stay readable.
/// </summary>
public sealed class Augmenter
{
    private readonly AugmenterOptions options;
    private readonly Noise noise;
    private readonly WeightedChoice kinds;
    private readonly Schema schema;
    private readonly Draft draft = new();

    public Augmenter(Schema schema, AugmenterOptions options)
    {
        this.schema = schema;
        this.options = options;
        noise = new Noise(schema);
        kinds = new WeightedChoice(options.Weights);
    }

    /// <summary>The utterance, changed or not.</summary>
    public Utterance Apply(Utterance utterance, Xoshiro256 random)
    {
        bool noisy = !random.Chance(options.Clean);
        bool written = random.Chance(options.Written);
        if (!noisy && !written)
        {
            return utterance;
        }

        draft.Load(utterance);
        if (noisy)
        {
            AddNoise(random);
            if (random.Chance(options.Second))
            {
                AddNoise(random);
            }
        }

        if (written)
        {
            Write(random);
        }

        for (int slot = 0; slot < schema.Slots.Count; slot++)
        {
            if (schema.Slots[slot].Kind == SlotKind.Open)
            {
                draft.TakeValueFromText(slot);
            }
        }

        return draft.Finish(utterance.Intent);
    }

    private void AddNoise(Xoshiro256 random)
    {
        for (int attempt = 0; attempt < 6; attempt++)
        {
            if (noise.TryAdd((NoiseKind)kinds.Draw(random), draft, random))
            {
                return;
            }
        }
    }

    /// <summary>Capitals and punctuation.</summary>
    private void Write(Xoshiro256 random)
    {
        int style = random.Next(12);
        for (int i = 0; i < draft.Length; i++)
        {
            bool starts = i == 0 || draft[i - 1] == ' ';
            if (char.IsAsciiLetterLower(draft[i]) && (style == 0 || (style == 1 && starts) || i == 0))
            {
                draft.Replace(i, i + 1, char.ToUpperInvariant(draft[i]).ToString());
            }
        }

        if (draft.Length > 0 && char.IsLetterOrDigit(draft[draft.Length - 1]) && random.Chance(0.75))
        {
            draft.Replace(draft.Length, draft.Length, random.Pick([".", ".", ".", "!", "?"]));
        }
    }
}
