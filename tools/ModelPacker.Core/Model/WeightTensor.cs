namespace ModelPacker.Core.Model;

/// <summary>One named array of weights, row-major [<see cref="Rows"/>, <see cref="Columns"/>]: a matrix is [outputs, inputs], a vector one row.</summary>
public sealed class WeightTensor(string name, int rows, int columns)
{
    /// <summary>Unique in its model, for example <c>layers.0.gate</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Outputs of a matrix, entries of an embedding, 1 for a vector.</summary>
    public int Rows { get; } = rows;

    /// <summary>Inputs of a matrix, width of an embedding, length of a vector.</summary>
    public int Columns { get; } = columns;

    /// <summary>The values, <see cref="Rows"/> * <see cref="Columns"/> of them, zero at first.</summary>
    public float[] Values { get; } = new float[rows * columns];

    /// <summary>The values of one row.</summary>
    public Span<float> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
