using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Pruning;

/// <summary>
/// Narrows the residual stream: with the norms' weights folded into the matrices that follow, an RMSNorm commutes with rotations, so the stream may be
/// turned to the principal axes of the norms' outputs and the weakest axes left out (Ashkboos et al., "SliceGPT: compress large language models by
/// deleting rows and columns", 2024; here with one rotation for all layers, since the residual stream is not multiplied between them). Nothing is trained.
/// </summary>
public static class WidthReducer
{
    /// <summary>The model with <paramref name="dim"/> of its width left; the heads keep theirs.</summary>
    /// <param name="source">A trained model.</param>
    /// <param name="examples">What the axes are found on, encoded for that model.</param>
    /// <param name="dim">New width, a multiple of 4 and at most the old one.</param>
    public static Checkpoint Reduce(Checkpoint source, CalibrationSet examples, int dim)
    {
        ModelConfig config = source.Config;
        ModelWeights folded = FoldedNorms.Fold(source.Weights);
        var moments = new SecondMoments(config.Dim);
        examples.Run(new CommandNetwork(folded), moments);
        double[] axes = SymmetricEigen.Decompose(moments.Sums, config.Dim).Vectors[..(dim * config.Dim)];
        float[] rotation = Array.ConvertAll(axes, value => (float)value);
        var weights = new ModelWeights(config with { Dim = dim });
        // Dividing by the root of the mean square over fewer elements gives smaller outputs; the new gains make up for it.
        float gain = MathF.Sqrt((float)config.Dim / dim);
        foreach ((WeightTensor from, WeightTensor to) in folded.Tensors.Zip(weights.Tensors))
        {
            if (IsNorm(to)) Array.Fill(to.Values, gain);
            else if (from.Columns != to.Columns) MatrixProduct.Forward(from.Values, rotation, to.Values, from.Rows, config.Dim, dim);
            else if (from.Rows != to.Rows) MatrixProduct.InputGradient(rotation, from.Values, to.Values, dim, from.Columns, config.Dim, accumulate: false);
            else from.Values.CopyTo(to.Values, 0);
        }
        return new Checkpoint(weights, source.Pieces, source.Schema, source.Provenance) { Samples = source.Samples };
    }

    private static bool IsNorm(WeightTensor tensor) => tensor.Name.EndsWith("_norm", StringComparison.Ordinal);

    /// <summary>Sums of x x^T over all outputs x of all norms, [dim, dim].</summary>
    private sealed class SecondMoments(int dim) : IActivationObserver
    {
        public float[] Sums { get; } = new float[dim * dim];

        public void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values)
        {
            if (kind is not (ActivationKind.AttentionNorm or ActivationKind.FfnNorm or ActivationKind.FinalNorm)) return;
            float[] rows = values.ToArray();
            MatrixProduct.WeightGradient(rows, rows, Sums, rows.Length / dim, dim, dim);
        }
    }
}
