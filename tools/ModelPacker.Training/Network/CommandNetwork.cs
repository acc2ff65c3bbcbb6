using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Network;

/// <summary>The float command model over ragged batches, forward and backward. Not thread safe; all storage is kept from batch to batch.</summary>
public sealed class CommandNetwork
{
    private const ulong EmbeddingDropoutNumber = ulong.MaxValue;
    private readonly Embedding _embedding;
    private readonly Dropout _embeddingDropout;
    private readonly TransformerLayer[] _layers;
    private readonly RmsNorm _finalNorm;
    private readonly Linear _sentenceHead, _tagHead;
    private readonly Matrix _x, _dx, _normalized, _dnormalized, _pooled, _dpooled, _words, _dwords;
    private readonly List<Parameter> _parameters = [];
    private readonly FakeQuantization? _fake;

    /// <summary>A network over <paramref name="weights"/>, which training changes in place.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="dropout">Share of values dropped after the embedding, attention and feed-forward, in training.</param>
    /// <param name="plan">
    /// Makes the network round as the packed image does (see <see cref="RefreshRounding"/>); the norms' weights must then be folded
    /// (<see cref="FoldedNorms"/>), and logits are in nat all the same. Null: no rounding.
    /// </param>
    /// <exception cref="ArgumentException">The plan is for another model, or norms are not folded.</exception>
    public CommandNetwork(ModelWeights weights, float dropout = 0, QuantizationPlan? plan = null)
    {
        ModelConfig config = weights.Config;
        Weights = weights;
        (Parameter pieces, Parameter ngrams) = (Add(Parameter.Table(weights.PieceEmbedding)), Add(Parameter.Table(weights.NgramEmbedding)));
        _fake = plan is null ? null : new FakeQuantization(weights, plan, pieces, ngrams);
        _embedding = new Embedding(pieces, ngrams, _fake?.Embedding);
        _embeddingDropout = new Dropout(dropout, config.Dim);
        var rope = new Rope(config.MaxTokens, config.HeadDim);
        var gradients = new TransformerLayer.Activations(config);
        _layers = weights.Layers.Select((layer, index) => new TransformerLayer(index, config, layer, rope, dropout, gradients, _parameters, _fake?.Layers[index])).ToArray();
        _finalNorm = new RmsNorm(Add(Parameter.Vector(weights.FinalNorm)), _fake?.FinalNorm);
        _sentenceHead = new Linear(Add(Parameter.Matrix(weights.SentenceWeights)), Add(Parameter.Vector(weights.SentenceBias)), _fake?.SentenceHead);
        _tagHead = new Linear(Add(Parameter.Matrix(weights.TagWeights)), Add(Parameter.Vector(weights.TagBias)), _fake?.TagHead);
        if (config.Transitions) TagChain = new TagChain(Add(Parameter.Vector(weights.TagTransitions)));
        (_x, _dx, _normalized, _dnormalized) = (new Matrix(config.Dim), new Matrix(config.Dim), new Matrix(config.Dim), new Matrix(config.Dim));
        (_pooled, _dpooled, _words, _dwords) = (new Matrix(config.Dim), new Matrix(config.Dim), new Matrix(config.Dim), new Matrix(config.Dim));
        SentenceLogits = new Matrix(config.SentenceOutputs);
        TagLogits = new Matrix(config.TagOutputs);
    }

    /// <summary>The weights, changed in place by training.</summary>
    public ModelWeights Weights { get; }

    /// <summary>All weights with their gradients.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>[sentences, sentence_outputs] of the last forward pass, in nat.</summary>
    public Matrix SentenceLogits { get; }

    /// <summary>[words, tag_outputs] of the last forward pass, in nat.</summary>
    public Matrix TagLogits { get; }

    /// <summary>What ties the tags of neighbouring words together; null where the model has no transitions.</summary>
    public TagChain? TagChain { get; }

    /// <summary>Runs a batch; its logits are in <see cref="SentenceLogits"/> and <see cref="TagLogits"/> until the next.</summary>
    /// <param name="batch">Sentences of at most max_tokens tokens each.</param>
    /// <param name="seed">Seed of the dropout; null outside of training.</param>
    /// <param name="observer">Sees the activations.</param>
    public void Forward(RaggedBatch batch, ulong? seed = null, IActivationObserver? observer = null)
    {
        if (seed is not null) _fake?.Refresh();
        _embedding.Forward(batch, _x);
        observer?.Observe(ActivationKind.Residual, -1, _x.Values);
        _embeddingDropout.Forward(_x, seed is { } value ? RandomExtensions.Derive(value, EmbeddingDropoutNumber) : null);
        foreach (TransformerLayer layer in _layers) layer.Forward(batch, _x, seed, observer);
        _finalNorm.Forward(_x, _normalized);
        observer?.Observe(ActivationKind.FinalNorm, -1, _normalized.Values);
        MeanPool.Forward(batch, _normalized, _pooled);
        _fake?.Pool.Round(batch, _pooled);
        observer?.Observe(ActivationKind.Pooled, -1, _pooled.Values);
        _sentenceHead.Forward(_pooled, SentenceLogits);
        _fake?.SentenceHead.Round(SentenceLogits);
        _words.Resize(batch.Words);
        for (int word = 0; word < batch.Words; word++) _normalized.Row(batch.WordTokens[word]).CopyTo(_words.Row(word));
        _tagHead.Forward(_words, TagLogits);
        _fake?.TagHead.Round(TagLogits);
    }

    /// <summary>
    /// Rounds the weights anew after they have changed. A forward pass of training, one with a seed, does so by itself; a network without a plan
    /// has nothing to do.
    /// </summary>
    public void RefreshRounding() => _fake?.Refresh();

    /// <summary>Adds the weights' gradients, given those of the logits, for the batch of the last forward pass.</summary>
    /// <param name="batch">The batch of the last forward pass.</param>
    /// <param name="sentenceGradient">[sentences, sentence_outputs].</param>
    /// <param name="tagGradient">[words, tag_outputs].</param>
    /// <param name="observer">
    /// Sees the gradients of <see cref="ActivationKind.Hidden"/> and <see cref="ActivationKind.Attention"/>, last layer first, then that of the
    /// embedding's output (<see cref="ActivationKind.Residual"/>, layer -1).
    /// </param>
    public void Backward(RaggedBatch batch, Matrix sentenceGradient, Matrix tagGradient, IActivationObserver? observer = null)
    {
        _sentenceHead.Backward(_pooled, sentenceGradient, _dpooled);
        _tagHead.Backward(_words, tagGradient, _dwords);
        TagChain?.Backward();
        if (_fake is not null) FakeRounding.MaskSaturated(_dpooled, _pooled, _fake.Pool.Step);
        MeanPool.Backward(batch, _dpooled, _dnormalized);
        for (int word = 0; word < batch.Words; word++) VectorMath.AddScaled(_dwords.Row(word), 1, _dnormalized.Row(batch.WordTokens[word]));
        _dx.Resize(batch.Tokens).Values.Clear();
        if (_fake is not null) FakeRounding.MaskSaturated(_dnormalized, _normalized, _fake.FinalNorm.Step);
        _finalNorm.Backward(_dnormalized, _dx);
        for (int layer = _layers.Length - 1; layer >= 0; layer--) _layers[layer].Backward(batch, _dx, observer);
        _embeddingDropout.Backward(_dx);
        observer?.Observe(ActivationKind.Residual, -1, _dx.Values);
        _embedding.Backward(batch, _dx);
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ClearGradients()
    {
        foreach (Parameter parameter in _parameters) parameter.ClearGradient();
    }

    private Parameter Add(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }
}
