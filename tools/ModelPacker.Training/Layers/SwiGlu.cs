using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Layers;

/// <summary>h = silu(gate) * up, where silu(g) = g * sigmoid(g) (Shazeer, "GLU variants improve transformer", 2020).</summary>
public sealed class SwiGlu
{
    private const int Grain = 32;
    private readonly Matrix _sigmoid;
    private readonly FakeSwiGlu? _fake;

    /// <summary>For rows of <paramref name="width"/> values.</summary>
    public SwiGlu(int width)
        : this(width, null)
    {
    }

    /// <summary>The same with outputs that <paramref name="fake"/>, if given, rounds.</summary>
    internal SwiGlu(int width, FakeSwiGlu? fake) => (_sigmoid, _fake) = (new Matrix(width), fake);

    /// <summary>Writes h [rows, width].</summary>
    public void Forward(Matrix gate, Matrix up, Matrix hidden)
    {
        hidden.Resize(gate.Rows);
        _sigmoid.Resize(gate.Rows);
        Parallelism.Ranges(gate.Rows, Grain, (first, end) =>
        {
            Span<float> target = hidden.Range(first, end);
            TensorPrimitives.Sigmoid(gate.Range(first, end), _sigmoid.Range(first, end));
            if (_fake is not null)
            {
                _fake.Forward(gate.Range(first, end), up.Range(first, end), target);
                return;
            }
            TensorPrimitives.Multiply(gate.Range(first, end), _sigmoid.Range(first, end), target);
            TensorPrimitives.Multiply(target, up.Range(first, end), target);
        });
    }

    /// <summary>Writes the gradients of gate and up for the last forward.</summary>
    public void Backward(Matrix gate, Matrix up, Matrix dhidden, Matrix dgate, Matrix dup)
    {
        dgate.Resize(gate.Rows);
        dup.Resize(gate.Rows);
        Parallelism.Ranges(gate.Rows, Grain, (first, end) => Backward(
            gate.Range(first, end), up.Range(first, end), _sigmoid.Range(first, end), dhidden.Range(first, end), dgate.Range(first, end), dup.Range(first, end)));
    }

    private static void Backward(
        ReadOnlySpan<float> gate, ReadOnlySpan<float> up, ReadOnlySpan<float> sigmoid, ReadOnlySpan<float> dhidden, Span<float> dgate, Span<float> dup)
    {
        int whole = gate.Length - (gate.Length % Vector<float>.Count);
        ReadOnlySpan<Vector<float>> g = Vectors(gate, whole), u = Vectors(up, whole), s = Vectors(sigmoid, whole), dh = Vectors(dhidden, whole);
        Span<Vector<float>> dg = MemoryMarshal.Cast<float, Vector<float>>(dgate[..whole]), du = MemoryMarshal.Cast<float, Vector<float>>(dup[..whole]);
        for (int i = 0; i < g.Length; i++)
        {
            du[i] = dh[i] * g[i] * s[i];
            dg[i] = dh[i] * u[i] * s[i] * (Vector<float>.One + (g[i] * (Vector<float>.One - s[i])));
        }
        for (int i = whole; i < gate.Length; i++)
        {
            dup[i] = dhidden[i] * gate[i] * sigmoid[i];
            dgate[i] = dhidden[i] * up[i] * sigmoid[i] * (1 + (gate[i] * (1 - sigmoid[i])));
        }
    }

    private static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> values, int count) => MemoryMarshal.Cast<float, Vector<float>>(values[..count]);
}
