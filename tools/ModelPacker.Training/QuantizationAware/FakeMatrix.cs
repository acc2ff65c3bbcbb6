using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>
/// A fully connected layer that computes with what its integers stand for. The integers are those of the packer's own quantiser, taken anew
/// from the float weights whenever these have changed.
/// </summary>
internal sealed class FakeMatrix
{
    private const int Grain = 32;

    // A little more than half a step: a weight further from its rounded value than that is saturated.
    private const float Half = 0.501f;

    private readonly MatrixPlan _plan;
    private readonly float[] _units, _accumulator, _high, _low, _back;
    private readonly int _group;

    /// <summary>A matrix whose integers saturate at <paramref name="bits"/> bits.</summary>
    /// <param name="plan">Weights and steps.</param>
    /// <param name="bits">Of the output: 8 or 16.</param>
    public FakeMatrix(MatrixPlan plan, int bits)
    {
        _plan = plan;
        (int rows, int columns) = (plan.Weights.Rows, plan.Weights.Columns);
        _group = plan.Group == 0 ? columns : plan.Group;
        Weights = new float[rows * columns];
        Bias = new float[rows];
        (Min, Max) = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
        _units = new float[rows * Groups];
        (_accumulator, _high, _low, _back) = (new float[rows], new float[rows], new float[rows], new float[rows]);
        Refresh();
    }

    /// <summary>[rows, columns]: what the integer weights stand for.</summary>
    public float[] Weights { get; }

    /// <summary>[rows]: what the integer biases stand for.</summary>
    public float[] Bias { get; }

    private int Min { get; }

    private int Max { get; }

    private int Groups => (_plan.Weights.Columns + _group - 1) / _group;

    /// <summary>Takes the integers of the weights as they are now.</summary>
    public void Refresh()
    {
        QuantizedMatrix matrix = _plan.Quantize();
        int columns = matrix.Columns;
        for (int row = 0; row < matrix.Rows; row++)
        {
            var factor = new QuantizedMultiplier(matrix.Multipliers[row], matrix.Shifts[row]);
            double step = factor.Real * _plan.OutputStep / _plan.InputStep;
            _back[row] = MathF.ScaleB(1, factor.Shift);
            (_high[row], _low[row]) = FakeRounding.Split(factor);
            _accumulator[row] = (float)(1 / (_plan.InputStep * step));
            Bias[row] = (float)(matrix.Bias[row] * _plan.InputStep * step);
            for (int first = 0; first < columns; first += _group)
            {
                float unit = (float)(step * matrix.Unit(row, first));
                _units[(row * Groups) + (first / _group)] = unit;
                int end = (row * columns) + Math.Min(columns, first + _group);
                for (int i = (row * columns) + first; i < end; i++) Weights[i] = matrix.Weights[i] * unit;
            }
        }
    }

    /// <summary>Rounds the layer's outputs [tokens, rows] as the engine does.</summary>
    public void Round(Matrix y) => Parallelism.Ranges(y.Rows, Grain, (first, end) =>
    {
        for (int row = first; row < end; row++) Round(y.Row(row));
    });

    /// <summary>Rounds one row of outputs.</summary>
    public void Round(Span<float> y) => FakeRounding.Requantize(y, _accumulator, _high, _low, _back, (float)_plan.OutputStep, Min, Max);

    /// <summary>Sets the gradient of saturated weights to zero; only 4 bits saturate any.</summary>
    public void MaskSaturated(float[] gradient)
    {
        if (_plan.Bits == 8) return;
        float[] values = _plan.Weights.Values;
        int columns = _plan.Weights.Columns;
        Parallelism.Ranges(_plan.Weights.Rows, Grain, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    int i = (row * columns) + column;
                    if (MathF.Abs(values[i] - Weights[i]) > Half * _units[(row * Groups) + (column / _group)]) gradient[i] = 0;
                }
            }
        });
    }
}
