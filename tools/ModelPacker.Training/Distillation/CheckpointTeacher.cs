using System.Numerics.Tensors;
using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Distillation;

/// <summary>A trained model as teacher: with its own subwords and shape, but the student's schema. Not thread safe.</summary>
public sealed class CheckpointTeacher : ITeacher
{
    private const int BatchSize = 128;
    private const float Floor = 1e-30f;
    private readonly TextEncoder _texts;
    private readonly CommandNetwork _network;
    private readonly RaggedBatch _batch = new();
    private readonly Matrix _tags;

    /// <summary>A teacher of models for <paramref name="schema"/>.</summary>
    /// <exception cref="InvalidDataException">The checkpoint's intents or slots are others.</exception>
    public CheckpointTeacher(Checkpoint checkpoint, Schema schema)
    {
        if (Outputs(checkpoint.Schema) != Outputs(schema))
        {
            throw new InvalidDataException(
                $"the teacher knows other intents or slots ({checkpoint.Schema.Name}) than the student shall learn ({schema.Name}): train the teacher on the same command file or data");
        }
        _texts = new TextEncoder(checkpoint.Pieces, checkpoint.Config.MaxTokens, checkpoint.Config.NgramRows);
        _network = new CommandNetwork(checkpoint.Weights);
        _tags = new Matrix(checkpoint.Config.TagOutputs);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts)
    {
        var result = new SoftTarget?[texts.Count];
        (int Index, TokenizedText Tokens)[] encoded = [.. texts.Select((text, i) => (i, _texts.Encode(text))).Where(text => text.Item2 is not null)!];
        foreach ((int Index, TokenizedText Tokens)[] chunk in encoded.Chunk(BatchSize))
        {
            _batch.Clear();
            foreach ((_, TokenizedText tokens) in chunk) _batch.Add(tokens, _ => true);
            _network.Forward(_batch);
            Matrix tags = TagLogits();
            for (int i = 0; i < chunk.Length; i++)
            {
                result[chunk[i].Index] = new SoftTarget(
                    _network.SentenceLogits.Row(i).ToArray(), tags.Range(_batch.WordOffsets[i], _batch.WordOffsets[i + 1]).ToArray());
            }
        }
        return result;
    }

    /// <summary>Each word's tags; those of a chain are the logarithms of its marginals, which take the neighbours into account.</summary>
    private Matrix TagLogits()
    {
        if (_network.TagChain is not { } chain) return _network.TagLogits;
        chain.Marginals(_network.TagLogits, _batch, _tags);
        TensorPrimitives.Max(_tags.Values, Floor, _tags.Values);
        TensorPrimitives.Log(_tags.Values, _tags.Values);
        return _tags;
    }

    // All that the outputs mean, in their order.
    private static string Outputs(Schema schema) => string.Join(
        '\n', schema.Intents.Select(intent => intent.Name).Concat(schema.Slots.Select(slot => $"{slot.Name} {slot.Kind} {string.Join('|', slot.Values)}")));
}
