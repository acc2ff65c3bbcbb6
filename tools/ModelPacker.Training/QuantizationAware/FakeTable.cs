using ModelPacker.Core.Quantization;
using ModelPacker.Training.Layers;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>An embedding that is read through its integers. Rows are rounded when a batch first needs them after a change of the weights.</summary>
internal sealed class FakeTable
{
    // A little more than half a step: a weight further from its rounded value than that is saturated.
    private const double Half = 0.501;

    private readonly Parameter _table;
    private readonly double _step;
    private readonly int _bits;
    private readonly float[] _integers;
    private readonly byte[] _scales;
    private readonly int[] _roundedAt;
    private int _time = 1;

    /// <summary>A table whose integers count <paramref name="step"/>.</summary>
    /// <param name="table">The float weights.</param>
    /// <param name="step">Of the table.</param>
    /// <param name="bits">Of the integers, 8 or 4.</param>
    public FakeTable(Parameter table, double step, int bits)
    {
        (_table, _step, _bits) = (table, step, bits);
        _integers = new float[table.Values.Length];
        (_scales, _roundedAt) = (new byte[table.Tensor.Rows], new int[table.Tensor.Rows]);
    }

    /// <summary>Says that the weights have changed.</summary>
    public void Refresh() => _time++;

    /// <summary>The row's integers. Threads may ask for the same row at once: they write the same.</summary>
    public ReadOnlySpan<float> Row(int row)
    {
        Span<float> integers = _integers.AsSpan(row * _table.Tensor.Columns, _table.Tensor.Columns);
        if (Volatile.Read(ref _roundedAt[row]) == _time) return integers;
        Span<sbyte> codes = stackalloc sbyte[integers.Length];
        int scale = _scales[row] = TableQuantizer.QuantizeRow(_table.Tensor.Row(row), _step, _bits, codes);
        for (int i = 0; i < integers.Length; i++) integers[i] = scale * codes[i];
        Volatile.Write(ref _roundedAt[row], _time);
        return integers;
    }

    /// <summary>Sets the gradient of saturated weights to zero.</summary>
    public void MaskSaturated() => _table.ForEachTouched((offset, count) =>
    {
        Span<float> gradient = _table.Gradient.AsSpan(offset, count);
        ReadOnlySpan<float> values = _table.Values.AsSpan(offset, count), integers = _integers.AsSpan(offset, count);
        float inverse = (float)(1 / _step), reach = (float)(Half * _scales[offset / count]);
        for (int i = 0; i < gradient.Length; i++)
        {
            if (MathF.Abs((values[i] * inverse) - integers[i]) > reach) gradient[i] = 0;
        }
    });
}
