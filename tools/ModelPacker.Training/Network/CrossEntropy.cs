using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Network;

/// <summary>A stretch of outputs over which a softmax runs.</summary>
public readonly record struct OutputGroup(int First, int Count);

/// <summary>
/// Softmax cross-entropy with label smoothing: the target distribution is 1 - s on the target and s spread evenly over the whole group
/// (Szegedy et al., 2016).
/// </summary>
public sealed class CrossEntropy(float smoothing)
{
    /// <summary>A target of a group that is not trained.</summary>
    public const int Ignored = -1;

    private float[] _probabilities = [];

    /// <summary>
    /// Adds up <paramref name="weight"/> times the loss of one group of one row, and writes its gradient.
    /// </summary>
    /// <param name="logits">The group's logits.</param>
    /// <param name="target">Index in the group, or <see cref="Ignored"/>: no loss, zero gradient.</param>
    /// <param name="weight">Factor of loss and gradient.</param>
    /// <param name="gradient">Receives the gradient of the group's logits.</param>
    public double Group(ReadOnlySpan<float> logits, int target, float weight, Span<float> gradient)
    {
        if (target == Ignored)
        {
            gradient.Clear();
            return 0;
        }
        int count = logits.Length;
        if (_probabilities.Length < count) _probabilities = new float[count];
        Span<float> p = _probabilities.AsSpan(0, count);
        logits.CopyTo(p);
        VectorMath.SoftMax(p);
        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            float wanted = (smoothing / count) + (i == target ? 1 - smoothing : 0);
            gradient[i] = weight * (p[i] - wanted);
            if (wanted > 0) loss -= wanted * Math.Log(Math.Max(p[i], 1e-30f));
        }
        return weight * loss;
    }
}
