using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Layers;

/// <summary>y = gain * x / sqrt(mean(x^2) + epsilon), per row (Zhang and Sennrich, "Root mean square layer normalization", 2019).</summary>
public sealed class RmsNorm
{
    private const float Epsilon = 1e-6f;
    private const int Grain = 64;
    private readonly Parameter _gain;
    private readonly FakeNorm? _fake;
    private readonly Matrix _normalized, _scaled;
    private float[] _inverse = [];

    /// <summary>A norm with learned weights.</summary>
    public RmsNorm(Parameter gain)
        : this(gain, null)
    {
    }

    /// <summary>A norm whose output <paramref name="fake"/>, if given, rounds; its weights are then 1 and stay so.</summary>
    internal RmsNorm(Parameter gain, FakeNorm? fake)
    {
        (_gain, _fake) = (gain, fake);
        (_normalized, _scaled) = (new Matrix(gain.Values.Length), new Matrix(gain.Values.Length));
    }

    /// <summary>Writes y [rows, dim] for x of that shape.</summary>
    public void Forward(Matrix x, Matrix y)
    {
        y.Resize(x.Rows);
        _normalized.Resize(x.Rows);
        if (_inverse.Length < x.Rows) _inverse = new float[x.Rows * 5 / 4];
        Parallelism.Ranges(x.Rows, Grain, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                ReadOnlySpan<float> input = x.Row(row);
                _inverse[row] = 1 / MathF.Sqrt((VectorMath.Dot(input, input) / input.Length) + Epsilon);
                TensorPrimitives.Multiply(input, _inverse[row], _normalized.Row(row));
                TensorPrimitives.Multiply(_normalized.Row(row), _gain.Values, y.Row(row));
                _fake?.Forward(input, y.Row(row));
            }
        });
    }

    /// <summary>Adds the gradient of the last forward's input to dx, and the gain's to its own.</summary>
    public void Backward(Matrix dy, Matrix dx)
    {
        _scaled.Resize(dy.Rows);
        Parallelism.Ranges(dy.Rows, Grain, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                ReadOnlySpan<float> normalized = _normalized.Row(row);
                Span<float> scaled = _scaled.Row(row), target = dx.Row(row);
                TensorPrimitives.Multiply(dy.Row(row), _gain.Values, scaled);
                float mean = VectorMath.Dot(scaled, normalized) / normalized.Length;
                VectorMath.AddScaled(scaled, _inverse[row], target);
                VectorMath.AddScaled(normalized, -mean * _inverse[row], target);
            }
        });
        if (_fake is not null) return;
        for (int row = 0; row < dy.Rows; row++)
        {
            TensorPrimitives.MultiplyAdd(dy.Row(row), _normalized.Row(row), _gain.Gradient, _gain.Gradient);
        }
    }
}
