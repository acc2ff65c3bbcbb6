using System.Numerics;
using System.Runtime.InteropServices;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Optimization;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019). Embedding rows that a batch did not touch keep their values and moments;
/// norms, biases and embeddings do not decay.
/// </summary>
/// <param name="parameters">What to train.</param>
/// <param name="weightDecay">Share of a matrix that a step of rate 1 takes away.</param>
/// <param name="tableRate">Factor of the learning rate for embeddings, whose rows see few of the steps.</param>
public sealed class AdamW(IReadOnlyList<Parameter> parameters, float weightDecay, float tableRate = 1)
{
    private const float Beta1 = 0.9f, Beta2 = 0.99f, Epsilon = 1e-8f;
    private readonly float[][] _means = [.. parameters.Select(parameter => new float[parameter.Values.Length])];
    private readonly float[][] _squares = [.. parameters.Select(parameter => new float[parameter.Values.Length])];
    private int _step;

    /// <summary>The running means of the gradients and of their squares, which <see cref="Resume"/> expects to be set.</summary>
    public IReadOnlyList<float[]> Moments => [.. _means, .. _squares];

    /// <summary>Goes on after <paramref name="steps"/> steps.</summary>
    public void Resume(int steps) => _step = steps;

    /// <summary>One step along the gradients, which are scaled down together where their norm exceeds <paramref name="clip"/>.</summary>
    /// <returns>The norm before clipping.</returns>
    public float Step(float learningRate, float clip)
    {
        _step++;
        float norm = GradientNorm();
        float scale = norm > clip ? clip / norm : 1;
        float rate = learningRate / (1 - MathF.Pow(Beta1, _step));
        float squareCorrection = 1 / (1 - MathF.Pow(Beta2, _step));
        Parallelism.For(parameters.Count, index =>
        {
            Parameter parameter = parameters[index];
            float keep = parameter.Decays ? 1 - (learningRate * weightDecay) : 1;
            parameter.ForEachTouched((offset, count) => Update(
                parameter.Values.AsSpan(offset, count), parameter.Gradient.AsSpan(offset, count),
                _means[index].AsSpan(offset, count), _squares[index].AsSpan(offset, count), scale, parameter.IsTable ? tableRate * rate : rate, squareCorrection, keep));
        });
        return norm;
    }

    private float GradientNorm()
    {
        var sums = new double[parameters.Count];
        Parallelism.For(parameters.Count, index =>
        {
            Parameter parameter = parameters[index];
            parameter.ForEachTouched((offset, count) =>
            {
                ReadOnlySpan<float> gradient = parameter.Gradient.AsSpan(offset, count);
                sums[index] += VectorMath.Dot(gradient, gradient);
            });
        });
        return (float)Math.Sqrt(sums.Sum());
    }

    private static void Update(
        Span<float> values, ReadOnlySpan<float> gradient, Span<float> means, Span<float> squares, float scale, float rate, float squareCorrection, float keep)
    {
        int whole = values.Length - (values.Length % Vector<float>.Count);
        Span<Vector<float>> w = Vectors(values, whole), m = Vectors(means, whole), v = Vectors(squares, whole);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient[..whole]);
        for (int i = 0; i < w.Length; i++)
        {
            Vector<float> scaled = g[i] * scale;
            m[i] = (m[i] * Beta1) + (scaled * (1 - Beta1));
            v[i] = (v[i] * Beta2) + (scaled * scaled * (1 - Beta2));
            w[i] = (w[i] * keep) - (m[i] * rate / (Vector.SquareRoot(v[i] * squareCorrection) + Vector.Create(Epsilon)));
        }
        for (int i = whole; i < values.Length; i++)
        {
            float scaled = gradient[i] * scale;
            means[i] = (means[i] * Beta1) + (scaled * (1 - Beta1));
            squares[i] = (squares[i] * Beta2) + (scaled * scaled * (1 - Beta2));
            values[i] = (values[i] * keep) - (means[i] * rate / (MathF.Sqrt(squares[i] * squareCorrection) + Epsilon));
        }
    }

    private static Span<Vector<float>> Vectors(Span<float> values, int count) => MemoryMarshal.Cast<float, Vector<float>>(values[..count]);
}
