using ModelPacker.Core.Commands;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>
/// An endless stream of labelled utterances from a command file: commands, and what must be refused. The same file, options and
/// seed give the same stream everywhere. Not safe for use by several threads; give each its own with its own seed.
/// </summary>
public sealed class UtteranceGenerator
{
    private const int EnoughTruncated = 4096;

    // Of the second of two commands: what differs in a word only, such as lock and unlock, is what a model mixes up.
    private const double SiblingShare = 0.4;

    private readonly GeneratorOptions options;
    private readonly Schema schema;
    private readonly Xoshiro256 random;
    private readonly Draft draft = new();
    private readonly Augmenter? augmenter;
    private readonly Negatives negatives;
    private readonly List<Utterance> truncated = [];
    private readonly (Sentence Sentence, Sampler Sampler)[][] byIntent;
    private readonly WeightedChoice[] sentenceChoice;
    private readonly WeightedChoice intentChoice;
    private readonly int[][] siblings;
    private readonly Sampler[] outOfScope;
    private readonly WeightedChoice? outOfScopeChoice;
    private readonly (Sampler Before, Sampler After)[] carriers;

    public UtteranceGenerator(CommandFile file, GeneratorOptions options, ulong seed)
    {
        this.options = options;
        schema = file.Schema;
        random = new Xoshiro256(seed);
        augmenter = options.Noise is null ? null : new Augmenter(schema, options.Noise);
        negatives = new Negatives(file);

        Sampler[] values = schema.Slots.Select((_, slot) => (Sampler)new SlotSampler(slot, file)).ToArray();
        byIntent = schema.Intents
            .Select((_, intent) => file.Sentences.Where(s => s.Intent == intent).Select(s => (s, Sampler.Of(s.Body, values))).ToArray())
            .ToArray();
        sentenceChoice = byIntent.Select(all => new WeightedChoice(all.Select(s => s.Sampler.Weight).ToArray())).ToArray();
        intentChoice = new WeightedChoice(
            byIntent.Select(all => all.Length == 0 ? 0 : Math.Round(Math.Pow(all.Sum(s => s.Sampler.Weight), options.IntentPower), 3)).ToArray());
        int[] spoken = [.. Enumerable.Range(0, schema.Intents.Count).Where(intent => byIntent[intent].Length > 0)];
        siblings = [.. schema.Intents.Select(intent => spoken.Where(other => schema.Intents[other].Slots.SequenceEqual(intent.Slots)).ToArray())];
        outOfScope = file.OutOfScope.Select(template => Sampler.Of(template, values)).ToArray();
        outOfScopeChoice = outOfScope.Length == 0 ? null : new WeightedChoice(outOfScope.Select(s => s.Weight).ToArray());
        carriers = file.Carriers.Select(c => (Sampler.Of(c.Before, values), Sampler.Of(c.After, values))).ToArray();
    }

    /// <summary>The next utterance.</summary>
    public Utterance Next() => WithNoise(Draw());

    /// <summary>The next <paramref name="count"/> utterances.</summary>
    public IEnumerable<Utterance> Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Next();
        }
    }

    /// <summary>The next utterance of an intent.</summary>
    public Utterance Command(int intent) => WithNoise(DrawCommand(intent));

    /// <summary>The next out-of-scope utterance, or null when the file gives nothing to make one from.</summary>
    public Utterance? OutOfScope() => DrawOutOfScope() is { } drawn ? WithNoise(drawn) : null;

    private Utterance WithNoise(Utterance utterance) => augmenter is null ? utterance : augmenter.Apply(utterance, random);

    private Utterance Draw() =>
        (random.Chance(options.OutOfScope) ? DrawOutOfScope() : null) ?? DrawCommand(intentChoice.Draw(random));

    private Utterance DrawCommand(int intent) => Render(intent, random.Chance(options.Carrier));

    private Utterance? DrawOutOfScope()
    {
        double at = random.NextDouble() * options.OutOfScope;
        Utterance? made = at < options.Compound ? Compound()
            : at < options.Compound + options.Truncated ? Truncated()
            : null;
        return made ?? Listed() ?? Compound();
    }

    private Utterance? Compound()
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            Utterance first = DrawCommand(intentChoice.Draw(random));
            Utterance second = Render(random.Chance(SiblingShare) ? random.Pick(siblings[first.Intent]) : intentChoice.Draw(random), carried: false);
            if (negatives.Join(first, second, random) is { } joined)
            {
                return joined;
            }
        }

        return null;
    }

    /// <summary>A command that breaks off. Enough of them are made once and then drawn again, because checking one is slow.</summary>
    private Utterance? Truncated()
    {
        for (int attempt = 0; attempt < 32 && truncated.Count < EnoughTruncated; attempt++)
        {
            Utterance command = Render(intentChoice.Draw(random), carried: false);
            if (negatives.CutOff(command, random) is { } cut)
            {
                truncated.Add(cut);
                return cut;
            }
        }

        return truncated.Count > 0 ? random.Pick(truncated) : null;
    }

    private Utterance? Listed()
    {
        if (outOfScopeChoice is null)
        {
            return null;
        }

        draft.Clear();
        Carry(outOfScope[outOfScopeChoice.Draw(random)], random.Chance(options.OutOfScopeCarrier));
        return draft.Finish(-1) with { Slots = [] };
    }

    private Utterance Render(int intent, bool carried)
    {
        draft.Clear();
        (Sentence sentence, Sampler sampler) = byIntent[intent][sentenceChoice[intent].Draw(random)];
        Carry(sampler, carried);
        foreach ((int slot, int value) in sentence.Implied)
        {
            draft.Imply(slot, schema.Slots[slot].Values[value]);
        }

        return draft.Finish(intent);
    }

    private void Carry(Sampler sampler, bool carried)
    {
        if (!carried || carriers.Length == 0)
        {
            sampler.Render(draft, random);
            return;
        }

        (Sampler before, Sampler after) = random.Pick(carriers);
        before.Render(draft, random);
        sampler.Render(draft, random);
        after.Render(draft, random);
    }
}
