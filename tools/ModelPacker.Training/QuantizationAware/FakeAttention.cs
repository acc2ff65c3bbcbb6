using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>Attention's roundings: the engine's own softmax with Q15 probabilities, and the int8 output.</summary>
internal sealed class FakeAttention
{
    private const float Q15 = 1f / LayerQuantizer.ProbabilityUnits;
    private readonly SoftmaxScale _softmax;
    private readonly float _step, _perScore, _perValue;
    private readonly float[] _accumulator, _high, _low, _back;
    private readonly Matrix _integers;

    /// <summary>Roundings for the steps of a layer.</summary>
    public FakeAttention(LayerSteps steps, ModelConfig config, string name)
    {
        int headDim = config.HeadDim;
        _integers = new Matrix(config.KvWidth);
        _softmax = LayerQuantizer.Softmax(steps, headDim, name);
        _perScore = (float)(Math.Sqrt(headDim) / (steps.Query * steps.Key));
        QuantizedMultiplier factor = LayerQuantizer.AttentionOutput(steps, name);
        _step = (float)steps.Attention;
        _perValue = (float)(1 / steps.Value);
        (_accumulator, _high, _low, _back) = (new float[headDim], new float[headDim], new float[headDim], new float[headDim]);
        Array.Fill(_accumulator, LayerQuantizer.ProbabilityUnits);
        (float high, float low) = FakeRounding.Split(factor);
        Array.Fill(_high, high);
        Array.Fill(_low, low);
        Array.Fill(_back, MathF.ScaleB(1, factor.Shift));
    }

    /// <summary>Replaces scores in nat by their probabilities.</summary>
    public void SoftMax(Span<float> scores)
    {
        Span<int> integers = stackalloc int[scores.Length];
        for (int j = 0; j < integers.Length; j++) integers[j] = (int)MathF.Round(scores[j] * _perScore);
        IntegerSoftmax.Run(integers, _softmax);
        for (int j = 0; j < integers.Length; j++) scores[j] = integers[j] * Q15;
    }

    /// <summary>The values in units of their step, so that their weighted sums are exact.</summary>
    public Matrix Integers(Matrix values)
    {
        values.Values.CopyTo(_integers.Resize(values.Rows).Values);
        FakeRounding.HalvesUp(_integers.Values, _perValue, 1, sbyte.MinValue, sbyte.MaxValue);
        return _integers;
    }

    /// <summary>Rounds one head's output, a weighted sum of integers.</summary>
    public void RoundOutput(Span<float> y) => FakeRounding.Requantize(y, _accumulator, _high, _low, _back, _step, sbyte.MinValue, sbyte.MaxValue);
}
