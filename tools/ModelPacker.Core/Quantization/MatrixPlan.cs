using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>A fully connected layer with all that decides its integers.</summary>
/// <param name="Weights">[rows, columns].</param>
/// <param name="InputStep">Step of the int8 input.</param>
/// <param name="OutputStep">Step of the output.</param>
/// <param name="Norm">Learned weights of the norm before, one per column; null: none.</param>
/// <param name="Bias">One per row; null: none.</param>
public sealed record MatrixPlan(WeightTensor Weights, double InputStep, double OutputStep, WeightTensor? Norm = null, WeightTensor? Bias = null)
{
    /// <summary>Of the weights: 8 or 4.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>Columns of a 4-bit row that share a scale; 0: all of them.</summary>
    public int Group { get; init; }

    /// <summary>The integers of the weights as they are now.</summary>
    /// <exception cref="QuantizationException">A row's accumulator could overflow.</exception>
    public QuantizedMatrix Quantize() => new MatrixQuantizer(Weights, InputStep, Norm, Bias, Bits, Group).Quantize(OutputStep);
}

/// <summary>The matrices of a transformer layer.</summary>
public sealed record LayerMatrices(
    MatrixPlan Query, MatrixPlan Key, MatrixPlan Value, MatrixPlan Output, MatrixPlan Gate, MatrixPlan Up, MatrixPlan Down);
