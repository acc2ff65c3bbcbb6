namespace ModelPacker.Training.Baseline;

/// <summary>A sparse vector: its columns, ascending, and their values.</summary>
internal readonly record struct SparseVector(int[] Columns, float[] Values);

/// <summary>Sparse rows one after the other (compressed sparse rows).</summary>
internal sealed class SparseMatrix
{
    private readonly int[] _starts, _columns;
    private readonly float[] _values;

    /// <summary>A matrix of these rows.</summary>
    public SparseMatrix(IReadOnlyList<SparseVector> rows)
    {
        _starts = new int[rows.Count + 1];
        for (int i = 0; i < rows.Count; i++) _starts[i + 1] = _starts[i] + rows[i].Columns.Length;
        _columns = new int[_starts[^1]];
        _values = new float[_starts[^1]];
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Columns.CopyTo(_columns, _starts[i]);
            rows[i].Values.CopyTo(_values, _starts[i]);
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows => _starts.Length - 1;

    /// <summary>Inner product of a row and a dense vector.</summary>
    public double Dot(int row, double[] vector)
    {
        double even = 0, odd = 0;
        int i = _starts[row], end = _starts[row + 1];
        for (; i + 1 < end; i += 2)
        {
            even += _values[i] * vector[_columns[i]];
            odd += _values[i + 1] * vector[_columns[i + 1]];
        }
        if (i < end) even += _values[i] * vector[_columns[i]];
        return even + odd;
    }

    /// <summary>vector += scale * row.</summary>
    public void AddTo(int row, double scale, double[] vector)
    {
        for (int i = _starts[row]; i < _starts[row + 1]; i++) vector[_columns[i]] += scale * _values[i];
    }

    /// <summary>Squared Euclidean length of a row.</summary>
    public double SquaredNorm(int row)
    {
        double sum = 0;
        for (int i = _starts[row]; i < _starts[row + 1]; i++) sum += (double)_values[i] * _values[i];
        return sum;
    }
}
