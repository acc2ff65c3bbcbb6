using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>
/// Moves the learned weights of the norms into the matrices that follow them, where the engine has them, too. The model computes the same.
/// </summary>
public static class FoldedNorms
{
    /// <summary>A copy whose norms' weights are all 1.</summary>
    public static ModelWeights Fold(ModelWeights weights)
    {
        var folded = new ModelWeights(weights.Config);
        folded.CopyFrom(weights);
        foreach (LayerWeights layer in folded.Layers)
        {
            Fold(layer.AttentionNorm, layer.Query, layer.Key, layer.Value);
            Fold(layer.FfnNorm, layer.Gate, layer.Up);
        }

        Fold(folded.FinalNorm, folded.SentenceWeights, folded.TagWeights);
        return folded;
    }

    /// <summary>Whether all norms' weights are 1.</summary>
    public static bool IsFolded(ModelWeights weights) =>
        weights.Layers.SelectMany(layer => new[] { layer.AttentionNorm, layer.FfnNorm }).Append(weights.FinalNorm)
            .All(norm => norm.Values.All(value => value == 1));

    private static void Fold(WeightTensor norm, params ReadOnlySpan<WeightTensor> matrices)
    {
        foreach (WeightTensor matrix in matrices)
        {
            for (int i = 0; i < matrix.Values.Length; i++)
            {
                matrix.Values[i] *= norm.Values[i % matrix.Columns];
            }
        }

        norm.Values.AsSpan().Fill(1);
    }
}
