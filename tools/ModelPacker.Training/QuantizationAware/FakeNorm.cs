using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>RMSNorm of the int16 residual to int8, with the engine's integer root and factor; the norm's weights are in the next matrix.</summary>
internal sealed class FakeNorm(int dim, double residualStep, double step, string name)
{
    private readonly NormScale _scale = NormScale.From(dim, step, name);

    /// <summary>Step of the output.</summary>
    public double Step => step;

    /// <summary>Writes y for one token's residual x.</summary>
    public void Forward(ReadOnlySpan<float> x, Span<float> y)
    {
        x.CopyTo(y);
        FakeRounding.HalvesUp(y, (float)(1 / residualStep), 1, short.MinValue, short.MaxValue);
        double squares = VectorMath.SumOfSquares(y);
        if (squares == 0) return;

        // The even shift that brings the sum into [2^30, 2^32).
        int half = (Math.ILogB(squares) - 30) >> 1;
        double root = Math.Floor(Math.Sqrt(Math.Floor(Math.ScaleB(squares, -2 * half))));
        FakeRounding.ScaleIntegers(y, (int)(_scale.Gain / root), _scale.Shift + half, (float)step);
    }
}
