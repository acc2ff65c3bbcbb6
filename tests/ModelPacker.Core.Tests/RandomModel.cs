using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests;

/// <summary>Models of random weights, for tests that need no trained one.</summary>
internal static class RandomModel
{
    /// <summary>Weights of about the size that training gives.</summary>
    public static ModelWeights Weights(ModelConfig config, int seed)
    {
        var random = new Random(seed);
        var weights = new ModelWeights(config);
        foreach (WeightTensor tensor in weights.Tensors)
        {
            bool isNorm = tensor.Name.EndsWith("norm", StringComparison.Ordinal);
            double size = tensor.Name.EndsWith("embedding", StringComparison.Ordinal) ? 1 : 1.7 / Math.Sqrt(tensor.Columns);
            for (int i = 0; i < tensor.Values.Length; i++)
            {
                double uniform = 2 * random.NextDouble() - 1;
                tensor.Values[i] = (float)(isNorm ? 1 + 0.5 * uniform : size * uniform);
            }
        }

        return weights;
    }

    /// <summary>Ranges as if every activation were spread evenly over [-3, 3].</summary>
    public static ActivationRanges Ranges(ModelWeights weights, int seed)
    {
        var random = new Random(seed);
        var ranges = new ActivationRanges(weights);
        var values = new float[weights.Config.Dim * 16];
        for (int layer = -1; layer < weights.Config.Layers; layer++)
        {
            foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
            {
                bool whole = kind is ActivationKind.Residual or ActivationKind.FinalNorm or ActivationKind.Pooled;
                if (whole == (layer == -1))
                {
                    for (int i = 0; i < values.Length; i++)
                    {
                        values[i] = (float)(6 * random.NextDouble() - 3);
                    }

                    ranges.Observe(kind, layer, values);
                }
            }
        }

        return ranges;
    }
}
