using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Layers;

/// <summary>y = x W^T, plus a bias if there is one; W is [outputs, inputs].</summary>
public sealed class Linear
{
    private readonly Parameter _weights;
    private readonly Parameter? _bias;
    private readonly FakeMatrix? _fake;

    /// <summary>A layer over the given weights.</summary>
    public Linear(Parameter weights, Parameter? bias = null)
        : this(weights, bias, null)
    {
    }

    /// <summary>A layer that computes with rounded weights where <paramref name="fake"/> is given; gradients go to the float weights.</summary>
    internal Linear(Parameter weights, Parameter? bias, FakeMatrix? fake) => (_weights, _bias, _fake) = (weights, bias, fake);

    private int Outputs => _weights.Tensor.Rows;

    private int Inputs => _weights.Tensor.Columns;

    /// <summary>Writes y [rows, outputs] for x [rows, inputs].</summary>
    public void Forward(Matrix x, Matrix y)
    {
        y.Resize(x.Rows);
        MatrixProduct.Forward(x.Data, _fake?.Weights ?? _weights.Values, y.Data, x.Rows, Inputs, Outputs);
        if (_bias is null) return;
        for (int row = 0; row < y.Rows; row++) TensorPrimitives.Add(y.Row(row), _fake?.Bias ?? _bias.Values, y.Row(row));
    }

    /// <summary>Writes the gradient of the input to dx (or adds it), and adds the weights' gradients to their own.</summary>
    public void Backward(Matrix x, Matrix dy, Matrix dx, bool accumulate = false)
    {
        if (!accumulate) dx.Resize(x.Rows);
        MatrixProduct.InputGradient(dy.Data, _fake?.Weights ?? _weights.Values, dx.Data, x.Rows, Inputs, Outputs, accumulate);
        MatrixProduct.WeightGradient(dy.Data, x.Data, _weights.Gradient, x.Rows, Inputs, Outputs);
        _fake?.MaskSaturated(_weights.Gradient);
        if (_bias is null) return;
        for (int row = 0; row < dy.Rows; row++) TensorPrimitives.Add(_bias.Gradient, dy.Row(row), _bias.Gradient);
    }
}
