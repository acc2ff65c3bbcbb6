using System.Numerics.Tensors;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>hidden = silu(gate) * up through the engine's int16 table.</summary>
internal sealed class FakeSwiGlu
{
    private readonly float _tableScale, _upScale, _product, _step;

    /// <summary>The rounding for the steps of a layer.</summary>
    public FakeSwiGlu(LayerSteps steps)
    {
        int shift = new SwigluTable(steps.Gate, steps.Up, steps.Hidden).Shift;
        _tableScale = (float)(steps.Up / steps.Hidden * Math.ScaleB(1, shift));
        _upScale = (float)(1 / steps.Up);
        _product = MathF.ScaleB(1, -shift);
        _step = (float)steps.Hidden;
    }

    /// <summary>Replaces silu(gate) by the hidden value.</summary>
    /// <param name="silu">SiLU of gates on their grid; changed in place.</param>
    /// <param name="up">Ups on their grid.</param>
    public void Multiply(Span<float> silu, ReadOnlySpan<float> up)
    {
        FakeRounding.HalvesUp(silu, _tableScale, 1, short.MinValue, short.MaxValue);
        TensorPrimitives.Multiply(silu, up, silu);
        FakeRounding.HalvesUp(silu, _upScale * _product, _step, sbyte.MinValue, sbyte.MaxValue);
    }
}
