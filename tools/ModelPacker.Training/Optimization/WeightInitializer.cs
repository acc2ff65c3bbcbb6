using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Optimization;

/// <summary>
/// Random first weights: normal with variance 1 / inputs for matrices, and less by the number of additions to the residual stream for those
/// that write to it (Radford et al., GPT-2, 2019); ones for norms, zeros for biases
/// and transitions.
/// </summary>
public static class WeightInitializer
{
    private const float EmbeddingDeviation = 0.1f;

    /// <summary>Fills all weights.</summary>
    public static void Fill(ModelWeights weights, ulong seed)
    {
        var random = new Xoshiro256(seed);
        float residualScale = 1 / MathF.Sqrt(2 * weights.Config.Layers);
        Normal(weights.PieceEmbedding, EmbeddingDeviation);
        Normal(weights.NgramEmbedding, EmbeddingDeviation);
        foreach (LayerWeights layer in weights.Layers)
        {
            Array.Fill(layer.AttentionNorm.Values, 1);
            Array.Fill(layer.FfnNorm.Values, 1);
            foreach (WeightTensor matrix in new[] { layer.Query, layer.Key, layer.Value, layer.Gate, layer.Up }) Normal(matrix, Deviation(matrix));
            foreach (WeightTensor matrix in new[] { layer.Output, layer.Down }) Normal(matrix, Deviation(matrix) * residualScale);
        }
        Array.Fill(weights.FinalNorm.Values, 1);
        Normal(weights.SentenceWeights, Deviation(weights.SentenceWeights));
        Normal(weights.TagWeights, Deviation(weights.TagWeights));
        Array.Clear(weights.SentenceBias.Values);
        Array.Clear(weights.TagBias.Values);
        Array.Clear(weights.TagTransitions.Values);

        float Deviation(WeightTensor matrix) => 1 / MathF.Sqrt(matrix.Columns);
        void Normal(WeightTensor tensor, float deviation)
        {
            for (int i = 0; i < tensor.Values.Length; i++) tensor.Values[i] = random.NextNormal() * deviation;
        }
    }
}
