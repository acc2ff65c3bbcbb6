using System.Text;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Network;
using NanoLm.Runtime.Text;

namespace ModelPacker.Training.Examples;

/// <summary>Turns labelled utterances into training examples. Not thread safe.</summary>
public sealed class ExampleEncoder(Schema schema, TextEncoder texts)
{
    /// <summary>The intent of an utterance without labels: nothing of it is trained but what a teacher says.</summary>
    public const int Unlabelled = -2;

    private readonly OutputLayout _layout = new(schema);

    /// <summary>The example as the device would read the text, or null when it is too long for the model.</summary>
    public TrainingExample? Encode(Utterance utterance) => WithTargets(texts.Encode(utterance.Text), utterance);

    /// <summary>The example with sampled subwords (see <see cref="TextEncoder.Sample"/>), or null when it is too long.</summary>
    public TrainingExample? Sample(Utterance utterance, double skip, double unknown, Xoshiro256 random) =>
        WithTargets(texts.Sample(utterance.Text, skip, unknown, random), utterance);

    private TrainingExample? WithTargets(TokenizedText? text, Utterance utterance) =>
        text is null ? null : new TrainingExample(text, Groups(utterance), Tags(utterance));

    private int[] Groups(Utterance utterance)
    {
        var targets = new int[_layout.Groups.Count];
        targets[0] = utterance.Intent == Unlabelled ? CrossEntropy.Ignored : utterance.Intent + 1;
        for (int g = 1; g < targets.Length; g++)
        {
            targets[g] = utterance.Intent < 0 ? CrossEntropy.Ignored : 0;
            int slot = _layout.ListSlots[g - 1];
            foreach (LabelledSlot label in utterance.Slots)
            {
                if (label.Slot == slot) targets[g] = 1 + ValueIndex(slot, label.Value, utterance);
            }
        }
        return targets;
    }

    private int ValueIndex(int slot, string value, Utterance utterance)
    {
        IReadOnlyList<string> values = schema.Slots[slot].Values;
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] == value) return i;
        }
        throw new ArgumentException($"'{utterance.Text}': slot {schema.Slots[slot].Name} has no value '{value}'; it has {string.Join(", ", values)}");
    }

    /// <summary>The first word that a span touches gets the slot's B tag, the others its I tag.</summary>
    private int[] Tags(Utterance utterance)
    {
        Normalizer words = texts.Words.Normalizer;
        var tags = new int[words.WordCount];
        if (utterance.Intent < 0)
        {
            Array.Fill(tags, CrossEntropy.Ignored);
            return tags;
        }
        foreach (LabelledSlot label in utterance.Slots)
        {
            if (label.Start < 0 || !schema.Slots[label.Slot].IsLocated) continue;
            int start = Encoding.UTF8.GetByteCount(utterance.Text.AsSpan(0, label.Start));
            int end = Encoding.UTF8.GetByteCount(utterance.Text.AsSpan(0, label.End));
            int tag = schema.BeginTag(label.Slot);
            for (int word = 0; word < tags.Length; word++)
            {
                if (words.SourceEnd[word] <= start || words.SourceStart[word] >= end) continue;
                tags[word] = tag;
                tag = schema.BeginTag(label.Slot) + 1;
            }
        }
        return tags;
    }
}
