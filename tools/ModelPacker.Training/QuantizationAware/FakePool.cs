using ModelPacker.Core.Quantization;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>Rounds the mean of the final norm's outputs to int8 with the engine's integer division.</summary>
internal sealed class FakePool(QuantizationPlan plan)
{
    private const float One = QuantizationPlan.PoolUnits;

    /// <summary>Step of the output.</summary>
    public double Step => plan.Pooled;

    /// <summary>Rounds the means [sentences, dim] in place.</summary>
    public void Round(RaggedBatch batch, Matrix means)
    {
        for (int sentence = 0; sentence < means.Rows; sentence++)
        {
            int count = batch.TokenOffsets[sentence + 1] - batch.TokenOffsets[sentence];
            Span<float> row = means.Row(sentence);

            // First back to the exact sum of integers.
            FakeRounding.HalvesUp(row, (float)(count / plan.FinalNorm), 1, float.MinValue, float.MaxValue);
            int scale = (plan.PoolScale + (count / 2)) / count;
            FakeRounding.HalvesUp(row, scale / One, (float)Step, sbyte.MinValue, sbyte.MaxValue);
        }
    }
}
