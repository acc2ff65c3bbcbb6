using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Distillation;

/// <summary>
/// How far a student's distribution is from its teacher's, both softened by a temperature T: T^2 KL(teacher || student). The factor T^2 keeps
/// the gradient's size that of the cross-entropy.
/// </summary>
public sealed class SoftCrossEntropy(float temperature)
{
    private float[] _student = [], _teacher = [];

    /// <summary>Adds the gradient of <paramref name="weight"/> times the loss of one softmax group, and returns that loss in nat.</summary>
    /// <param name="logits">The student's logits.</param>
    /// <param name="target">The teacher's logits.</param>
    /// <param name="weight">Factor of loss and gradient.</param>
    /// <param name="gradient">To which the gradient of the student's logits is added.</param>
    public double Add(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float weight, Span<float> gradient)
    {
        int count = logits.Length;
        if (_student.Length < count) (_student, _teacher) = (new float[count], new float[count]);
        Span<float> q = Soften(logits, _student), p = Soften(target, _teacher);
        double divergence = 0;
        float slope = weight * temperature;
        for (int i = 0; i < count; i++)
        {
            gradient[i] += slope * (q[i] - p[i]);
            if (p[i] > 0) divergence += p[i] * Math.Log(p[i] / Math.Max(q[i], 1e-30f));
        }
        return weight * temperature * temperature * divergence;
    }

    private Span<float> Soften(ReadOnlySpan<float> logits, float[] storage)
    {
        Span<float> result = storage.AsSpan(0, logits.Length);
        TensorPrimitives.Multiply(logits, 1 / temperature, result);
        VectorMath.SoftMax(result);
        return result;
    }
}
