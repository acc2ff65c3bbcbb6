using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>hidden = silu(gate) * up through the engine's int16 table.</summary>
internal sealed class FakeSwiGlu
{
    private readonly SwigluTable _table;
    private readonly float _perGate, _perUp, _step;

    /// <summary>The rounding for the steps of a layer.</summary>
    public FakeSwiGlu(LayerSteps steps)
    {
        _table = new SwigluTable(steps.Gate, steps.Up, steps.Hidden);
        (_perGate, _perUp, _step) = ((float)(1 / steps.Gate), (float)(1 / steps.Up), (float)steps.Hidden);
    }

    /// <summary>Writes the hidden values of gates and ups on their grids.</summary>
    public void Forward(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> hidden)
    {
        ReadOnlySpan<short> table = _table.Values;
        (int shift, int half) = (_table.Shift, 1 << (_table.Shift - 1));
        for (int i = 0; i < hidden.Length; i++)
        {
            int product = table[(int)MathF.Round(gate[i] * _perGate) - sbyte.MinValue] * (int)MathF.Round(up[i] * _perUp);
            hidden[i] = Math.Clamp((product + half) >> shift, sbyte.MinValue, sbyte.MaxValue) * _step;
        }
    }
}
