namespace ModelPacker.Core.Model;

/// <summary>The weights of one transformer layer.</summary>
public sealed record LayerWeights(
    WeightTensor AttentionNorm, WeightTensor Query, WeightTensor Key, WeightTensor Value, WeightTensor Output,
    WeightTensor FfnNorm, WeightTensor Gate, WeightTensor Up, WeightTensor Down);

/// <summary>All weights of a command model in floating point, in the order and shapes of the image.</summary>
public sealed class ModelWeights
{
    private readonly List<WeightTensor> _tensors = [];

    /// <summary>Zero weights of the shapes that <paramref name="config"/> gives; throws <see cref="ArgumentException"/> when it is not valid.</summary>
    public ModelWeights(ModelConfig config)
    {
        config.Validate();
        Config = config;
        PieceEmbedding = Add("piece_embedding", config.Pieces, config.Dim);
        NgramEmbedding = Add("ngram_embedding", config.NgramRows, config.Dim);
        Layers = Enumerable.Range(0, config.Layers).Select(AddLayer).ToArray();
        FinalNorm = Add("final_norm", 1, config.Dim);
        SentenceWeights = Add("sentence_head.weights", config.SentenceOutputs, config.Dim);
        SentenceBias = Add("sentence_head.bias", 1, config.SentenceOutputs);
        TagWeights = Add("tag_head.weights", config.TagOutputs, config.Dim);
        TagBias = Add("tag_head.bias", 1, config.TagOutputs);
        int chained = config.Transitions ? config.TagOutputs : 0;
        TagTransitions = Add("tag_head.transitions", chained, chained);
    }

    /// <summary>The shape of the model.</summary>
    public ModelConfig Config { get; }

    /// <summary>Every tensor, in the order of the image; those of an absent table or head are empty.</summary>
    public IReadOnlyList<WeightTensor> Tensors => _tensors;

    /// <summary>[pieces, dim].</summary>
    public WeightTensor PieceEmbedding { get; }

    /// <summary>[ngram_rows, dim].</summary>
    public WeightTensor NgramEmbedding { get; }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<LayerWeights> Layers { get; }

    /// <summary>[1, dim].</summary>
    public WeightTensor FinalNorm { get; }

    /// <summary>[sentence_outputs, dim].</summary>
    public WeightTensor SentenceWeights { get; }

    /// <summary>[1, sentence_outputs].</summary>
    public WeightTensor SentenceBias { get; }

    /// <summary>[tag_outputs, dim].</summary>
    public WeightTensor TagWeights { get; }

    /// <summary>[1, tag_outputs].</summary>
    public WeightTensor TagBias { get; }

    /// <summary>[tag_outputs, tag_outputs], (from, to), in nat; zero where <see cref="BioTags"/> does not allow the move. Empty without transitions.</summary>
    public WeightTensor TagTransitions { get; }

    /// <summary>Number of weights.</summary>
    public long Count => _tensors.Sum(tensor => (long)tensor.Values.Length);

    /// <summary>Copies all values of <paramref name="source"/>, which must have the same configuration.</summary>
    public void CopyFrom(ModelWeights source)
    {
        if (source.Config != Config) throw new ArgumentException("the weights to copy belong to a model of another shape", nameof(source));
        for (int i = 0; i < _tensors.Count; i++) source._tensors[i].Values.CopyTo(_tensors[i].Values, 0);
    }

    private LayerWeights AddLayer(int layer)
    {
        string name = $"layers.{layer}.";
        int dim = Config.Dim, query = Config.QueryWidth, keyValue = Config.KvWidth, hidden = Config.Hidden;
        return new LayerWeights(
            Add(name + "attention_norm", 1, dim),
            Add(name + "q", query, dim), Add(name + "k", keyValue, dim), Add(name + "v", keyValue, dim), Add(name + "o", dim, query),
            Add(name + "ffn_norm", 1, dim),
            Add(name + "gate", hidden, dim), Add(name + "up", hidden, dim), Add(name + "down", dim, hidden));
    }

    private WeightTensor Add(string name, int rows, int columns)
    {
        var tensor = new WeightTensor(name, rows, columns);
        _tensors.Add(tensor);
        return tensor;
    }
}
