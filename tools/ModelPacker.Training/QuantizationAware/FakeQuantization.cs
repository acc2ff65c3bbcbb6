using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>
/// What makes a float network compute as the packed image does: every value that the engine rounds is rounded the same way, with the steps of
/// a plan, and weights are read through the integers that packing makes of them (docs/numerics.md).
/// </summary>
internal sealed class FakeQuantization
{
    private readonly FakeMatrix[] _matrices;

    /// <summary>The roundings of a model.</summary>
    /// <param name="weights">The float weights, which training changes.</param>
    /// <param name="plan">The steps, which stay.</param>
    /// <param name="pieces">The piece embedding.</param>
    /// <param name="ngrams">The n-gram embedding.</param>
    /// <exception cref="ArgumentException">The norms' weights are not folded, or the plan belongs to another model.</exception>
    /// <exception cref="QuantizationException">Weights and plan do not fit each other.</exception>
    public FakeQuantization(ModelWeights weights, QuantizationPlan plan, Parameter pieces, Parameter ngrams)
    {
        ModelConfig config = weights.Config;
        plan.Validate(config);
        if (!FoldedNorms.IsFolded(weights)) throw new ArgumentException("the norms' weights must be folded into the matrices before these are rounded", nameof(weights));
        var rope = new FakeRope(config.MaxTokens, config.HeadDim);
        Embedding = new FakeEmbedding(pieces, ngrams, plan);
        Layers = [.. Enumerable.Range(0, config.Layers).Select(layer => new FakeLayer(weights, plan, layer, rope))];
        FinalNorm = new FakeNorm(config.Dim, plan.Residual, plan.FinalNorm, "final_norm");
        Pool = new FakePool(plan);
        SentenceHead = new FakeMatrix(Quantizer.SentenceHead(weights, plan), 16);
        TagHead = new FakeMatrix(Quantizer.TagHead(weights, plan), 16);
        _matrices = [.. Layers.SelectMany(layer => layer.Matrices), SentenceHead, TagHead];
    }

    public FakeEmbedding Embedding { get; }

    public IReadOnlyList<FakeLayer> Layers { get; }

    public FakeNorm FinalNorm { get; }

    public FakePool Pool { get; }

    public FakeMatrix SentenceHead { get; }

    public FakeMatrix TagHead { get; }

    /// <summary>Takes the integers of the weights as they are now.</summary>
    public void Refresh()
    {
        Parallelism.For(_matrices.Length, i => _matrices[i].Refresh());
        Embedding.Refresh();
    }
}
