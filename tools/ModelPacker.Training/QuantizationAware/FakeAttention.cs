using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>Roundings within attention: Q15 probabilities, and the int8 output.</summary>
internal sealed class FakeAttention
{
    private readonly float _step;
    private readonly float[] _scale, _back;

    /// <summary>Roundings for the steps of a layer.</summary>
    public FakeAttention(LayerSteps steps, int headDim, string name)
    {
        QuantizedMultiplier factor = LayerQuantizer.AttentionOutput(steps, name);
        _step = (float)steps.Attention;
        (_scale, _back) = (new float[headDim], new float[headDim]);

        // The multiplier's own rounding is in the scale: value step / 2^15 units become 2^-shift / attention step.
        double exact = steps.Value / (LayerQuantizer.ProbabilityUnits * steps.Attention);
        Array.Fill(_scale, (float)(factor.Real / exact * Math.ScaleB(1, -factor.Shift) / steps.Attention));
        Array.Fill(_back, MathF.ScaleB(1, factor.Shift));
    }

    /// <summary>Rounds to Q15, where 1 is 32767.</summary>
    public void RoundProbabilities(Span<float> p) =>
        FakeRounding.HalvesUp(p, LayerQuantizer.ProbabilityUnits, 1f / LayerQuantizer.ProbabilityUnits, 0, short.MaxValue);

    /// <summary>Rounds one head's output.</summary>
    public void RoundOutput(Span<float> y) => FakeRounding.Requantize(y, _scale, _back, _step, sbyte.MinValue, sbyte.MaxValue);
}
