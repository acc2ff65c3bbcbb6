using System.Numerics.Tensors;
using ModelPacker.Core.Model;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Optimization;

/// <summary>
/// An exponential moving average of the weights (Polyak and Juditsky's averaging, with a horizon that grows from a few steps to
/// 1 / (1 - decay)).
/// </summary>
public sealed class WeightAverage
{
    private readonly float _decay;
    private int _step;

    /// <summary>Starts from the given weights.</summary>
    public WeightAverage(ModelWeights start, float decay)
    {
        _decay = decay;
        Weights = new ModelWeights(start.Config);
        Weights.CopyFrom(start);
    }

    /// <summary>The average.</summary>
    public ModelWeights Weights { get; }

    /// <summary>Goes on after <paramref name="steps"/> updates, with <see cref="Weights"/> as they are.</summary>
    public void Resume(int steps) => _step = steps;

    /// <summary>Takes in the weights after a training step.</summary>
    public void Update(ModelWeights current)
    {
        float decay = MathF.Min(_decay, (1f + _step) / (10f + _step));
        _step++;
        Parallelism.For(Weights.Tensors.Count, index =>
        {
            float[] average = Weights.Tensors[index].Values;
            TensorPrimitives.Multiply(average, decay, average);
            VectorMath.AddScaled(current.Tensors[index].Values, 1 - decay, average);
        });
    }
}
