namespace ModelPacker.Training.LinearAlgebra;

/// <summary>A row-major matrix of single precision whose number of rows changes from batch to batch; its storage only grows.</summary>
public sealed class Matrix
{
    /// <summary>A matrix of <paramref name="columns"/> columns and no rows yet.</summary>
    public Matrix(int columns, int rows = 0)
    {
        Columns = columns;
        Data = [];
        Resize(rows);
    }

    /// <summary>Length of a row.</summary>
    public int Columns { get; }

    /// <summary>Rows in use.</summary>
    public int Rows { get; private set; }

    /// <summary>The storage, row after row; may be longer than what is in use.</summary>
    public float[] Data { get; private set; }

    /// <summary>All values in use.</summary>
    public Span<float> Values => Data.AsSpan(0, Rows * Columns);

    /// <summary>One row.</summary>
    public Span<float> Row(int row) => Data.AsSpan(row * Columns, Columns);

    /// <summary>The rows from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public Span<float> Range(int first, int end) => Data.AsSpan(first * Columns, (end - first) * Columns);

    /// <summary>Sets the number of rows; the values are then undefined.</summary>
    public Matrix Resize(int rows)
    {
        if (rows * Columns > Data.Length) Data = new float[rows * Columns * 5 / 4];
        Rows = rows;
        return this;
    }
}
