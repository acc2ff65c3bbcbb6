using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Baseline;

/// <summary>
/// One linear support vector machine for each class against the rest, over word and character n-grams: what a neural model must beat. Not
/// thread safe.
/// </summary>
public sealed class LinearClassifier
{
    private readonly NgramFeatures _features;
    private readonly float[] _weights; // [features + 1, classes]; the biases last
    private readonly int _classes;

    private LinearClassifier(NgramFeatures features, float[] weights, int classes)
    {
        _features = features;
        _weights = weights;
        _classes = classes;
    }

    /// <summary>Number of weights, the biases included.</summary>
    public long Weights => _weights.LongLength;

    /// <summary>Number of n-grams.</summary>
    public int Features => _features.Count;

    /// <summary>Trains; the result does not depend on the number of threads.</summary>
    /// <param name="texts">Training texts.</param>
    /// <param name="labels">Class of each text, 0..classes-1.</param>
    /// <param name="classes">Number of classes; one that no text has gets scores of about -1.</param>
    /// <param name="options">Features and training.</param>
    /// <exception cref="ArgumentException">There is no text, a label too many or too few, or one outside the classes.</exception>
    public static LinearClassifier Train(IReadOnlyList<string> texts, IReadOnlyList<int> labels, int classes, LinearOptions options)
    {
        if (texts.Count == 0) throw new ArgumentException("there is no text to train on", nameof(texts));
        if (labels.Count != texts.Count) throw new ArgumentException($"there are {labels.Count} labels for {texts.Count} texts", nameof(labels));
        if (labels.Any(label => label < 0 || label >= classes)) throw new ArgumentException($"a label is outside 0..{classes - 1}", nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Cost);

        var features = new NgramFeatures(texts, options);
        SparseMatrix rows = features.Matrix(texts);
        double[] norms = [.. Enumerable.Range(0, rows.Rows).Select(rows.SquaredNorm)];
        var weights = new float[(features.Count + 1) * classes];
        Parallelism.For(classes, label =>
        {
            var random = new Xoshiro256(RandomExtensions.Derive(options.Seed, (ulong)label));
            double[] column = DualCoordinateDescent.Train(rows, norms, features.Count, i => labels[i] == label, options, random);
            for (int feature = 0; feature < column.Length; feature++) weights[(feature * classes) + label] = (float)column[feature];
        });
        return new LinearClassifier(features, weights, classes);
    }

    /// <summary>Whether a text is short enough to be read; the scores of one that is not are the biases alone.</summary>
    public bool Fits(string text) => _features.Fits(text);

    /// <summary>[classes] decision values; above 0 where the class's machine says yes.</summary>
    public float[] Scores(string text)
    {
        SparseVector vector = _features.Vector(text);
        float[] scores = _weights.AsSpan(_features.Count * _classes, _classes).ToArray();
        for (int i = 0; i < vector.Columns.Length; i++)
        {
            VectorMath.AddScaled(_weights.AsSpan(vector.Columns[i] * _classes, _classes), vector.Values[i], scores);
        }
        return scores;
    }
}
