using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Layers;

/// <summary>y = x W^T, plus a bias if there is one; W is [outputs, inputs].</summary>
public sealed class Linear(Parameter weights, Parameter? bias = null)
{
    private int Outputs => weights.Tensor.Rows;

    private int Inputs => weights.Tensor.Columns;

    /// <summary>Writes y [rows, outputs] for x [rows, inputs].</summary>
    public void Forward(Matrix x, Matrix y)
    {
        y.Resize(x.Rows);
        MatrixProduct.Forward(x.Data, weights.Values, y.Data, x.Rows, Inputs, Outputs);
        if (bias is null) return;
        for (int row = 0; row < y.Rows; row++) TensorPrimitives.Add(y.Row(row), bias.Values, y.Row(row));
    }

    /// <summary>Writes the gradient of the input to dx (or adds it), and adds the weights' gradients to their own.</summary>
    public void Backward(Matrix x, Matrix dy, Matrix dx, bool accumulate = false)
    {
        if (!accumulate) dx.Resize(x.Rows);
        MatrixProduct.InputGradient(dy.Data, weights.Values, dx.Data, x.Rows, Inputs, Outputs, accumulate);
        MatrixProduct.WeightGradient(dy.Data, x.Data, weights.Gradient, x.Rows, Inputs, Outputs);
        if (bias is null) return;
        for (int row = 0; row < dy.Rows; row++) TensorPrimitives.Add(bias.Gradient, dy.Row(row), bias.Gradient);
    }
}
