using System.Numerics.Tensors;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;

namespace ModelPacker.Training;

/// <summary>Judges weights on a fixed set of labelled utterances.</summary>
internal sealed class Evaluator
{
    private const int BatchSize = 128;
    private readonly Schema _schema;
    private readonly OutputLayout _layout;
    private readonly List<TrainingExample[]> _batches;
    private readonly bool[][] _tagsOfIntent;
    private readonly int _count;

    /// <summary>An evaluator over <paramref name="utterances"/>; those that are too long for the model count as wrong.</summary>
    public Evaluator(Schema schema, ExampleEncoder encoder, IReadOnlyList<Utterance> utterances)
    {
        _schema = schema;
        _layout = new OutputLayout(schema);
        _tagsOfIntent = [.. schema.Intents.Select(TagsOf)];
        _count = utterances.Count;
        _batches = [.. utterances.Select(encoder.Encode).OfType<TrainingExample>().Chunk(BatchSize)];
    }

    /// <summary>The accuracy of a network's weights.</summary>
    public Accuracy Evaluate(CommandNetwork network)
    {
        network.RefreshRounding();
        int intents = 0, frames = 0;
        var batch = new RaggedBatch();
        foreach (TrainingExample[] examples in _batches)
        {
            batch.Clear();
            foreach (TrainingExample example in examples) batch.Add(example.Text, _ => true);
            network.Forward(batch);
            for (int i = 0; i < examples.Length; i++)
            {
                if (Argmax(network, i, 0) != examples[i].Groups[0]) continue;
                intents++;
                if (SlotsAreRight(network, batch, i, examples[i])) frames++;
            }
        }
        return new Accuracy(intents / (double)Math.Max(1, _count), frames / (double)Math.Max(1, _count));
    }

    private bool SlotsAreRight(CommandNetwork network, RaggedBatch batch, int sentence, TrainingExample example)
    {
        int intent = example.Groups[0] - 1;
        if (intent < 0) return true;
        for (int g = 1; g < _layout.Groups.Count; g++)
        {
            if (_schema.Intents[intent].Has(_layout.ListSlots[g - 1]) && Argmax(network, sentence, g) != example.Groups[g]) return false;
        }
        int firstWord = batch.WordOffsets[sentence], endWord = batch.WordOffsets[sentence + 1];
        ReadOnlySpan<float> logits = network.TagLogits.Range(firstWord, endWord);
        return TagPath.Best(logits, network.Weights.TagTransitions.Values, _tagsOfIntent[intent]).AsSpan().SequenceEqual(example.Tags);
    }

    private bool[] TagsOf(Intent intent)
    {
        var tags = new bool[_schema.TagOutputs];
        tags[BioTags.Outside] = true;
        foreach (SlotUse use in intent.Slots)
        {
            if (_schema.Slots[use.Slot].IsLocated) tags.AsSpan(_schema.BeginTag(use.Slot), 2).Fill(true);
        }
        return tags;
    }

    private int Argmax(CommandNetwork network, int sentence, int group) =>
        TensorPrimitives.IndexOfMax(network.SentenceLogits.Row(sentence).Slice(_layout.Groups[group].First, _layout.Groups[group].Count));
}
