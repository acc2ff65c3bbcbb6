using System.Numerics.Tensors;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Layers;

/// <summary>
/// Sets a share of the values to zero and scales the others up (Srivastava et al., 2014). A row's mask depends on seed and row only, not
/// on the thread that makes it.
/// </summary>
public sealed class Dropout(float rate, int width)
{
    private const int Grain = 64;
    private readonly Matrix _mask = new(width);
    private bool _active;

    /// <summary>Drops values of x in place; without a seed (outside of training) it leaves x as it is.</summary>
    public void Forward(Matrix x, ulong? seed)
    {
        _active = seed is not null && rate > 0;
        if (!_active) return;
        _mask.Resize(x.Rows);
        uint threshold = (uint)(rate * 65536);
        float kept = 65536f / (65536 - threshold);
        Parallelism.Ranges(x.Rows, Grain, (first, end) =>
        {
            var random = new Xoshiro256(RandomExtensions.Derive(seed!.Value, (ulong)first));
            Span<float> mask = _mask.Range(first, end), values = x.Range(first, end);
            ulong bits = 0;
            for (int i = 0; i < mask.Length; i++)
            {
                bits = i % 4 == 0 ? random.NextBits() : bits >> 16;
                mask[i] = (ushort)bits < threshold ? 0 : kept;
            }
            TensorPrimitives.Multiply(values, mask, values);
        });
    }

    /// <summary>Applies the last forward's mask to the gradient, in place.</summary>
    public void Backward(Matrix dx)
    {
        if (_active) TensorPrimitives.Multiply(dx.Values, _mask.Values, dx.Values);
    }
}
