using ModelPacker.Core.Model;

namespace ModelPacker.Training.Layers;

/// <summary>A tensor of weights with its gradient.</summary>
public sealed class Parameter
{
    private readonly bool[]? _touched;
    private float[]? _gradient;

    private Parameter(WeightTensor tensor, bool decays, bool isTable)
    {
        Tensor = tensor;
        Decays = decays;
        if (isTable) _touched = new bool[tensor.Rows];
    }

    /// <summary>The weights; <see cref="WeightTensor.Values"/> is what a training step changes.</summary>
    public WeightTensor Tensor { get; }

    /// <summary>The values of <see cref="Tensor"/>.</summary>
    public float[] Values => Tensor.Values;

    /// <summary>d loss / d values, summed over the batch.</summary>
    public float[] Gradient => _gradient ??= new float[Values.Length];

    /// <summary>Whether weight decay applies.</summary>
    public bool Decays { get; }

    /// <summary>Whether this is an embedding, of which a batch touches few rows.</summary>
    public bool IsTable => _touched is not null;

    /// <summary>A matrix of a fully connected layer: weight decay applies.</summary>
    public static Parameter Matrix(WeightTensor tensor) => new(tensor, decays: true, isTable: false);

    /// <summary>A norm's gain or a bias.</summary>
    public static Parameter Vector(WeightTensor tensor) => new(tensor, decays: false, isTable: false);

    /// <summary>An embedding; rows that no gradient reached are left alone by the optimiser.</summary>
    public static Parameter Table(WeightTensor tensor) => new(tensor, decays: false, isTable: true);

    /// <summary>The gradient of one row of a table, which counts as touched from now on.</summary>
    public Span<float> TouchGradient(int row)
    {
        _touched![row] = true;
        return Gradient.AsSpan(row * Tensor.Columns, Tensor.Columns);
    }

    /// <summary>Calls <paramref name="body"/>(offset, count) for every stretch of values whose gradient may not be zero.</summary>
    public void ForEachTouched(Action<int, int> body)
    {
        if (_touched is null)
        {
            body(0, Gradient.Length);
            return;
        }
        for (int row = 0; row < _touched.Length; row++)
        {
            if (_touched[row]) body(row * Tensor.Columns, Tensor.Columns);
        }
    }

    /// <summary>Sets the gradient to zero.</summary>
    public void ClearGradient()
    {
        ForEachTouched((offset, count) => Array.Clear(Gradient, offset, count));
        if (_touched is not null) Array.Clear(_touched);
    }
}
