using ModelPacker.Core.Model;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Pruning;

/// <summary>
/// First-order importance, summed over sentences: for a part with activations a and gradients g of a sentence's loss, |sum of a * g| over all its
/// values in the sentence is how much the loss would change without it (Molchanov et al., "Pruning convolutional neural networks for resource efficient
/// inference", 2017; for heads Michel et al., "Are sixteen heads really better than one?", 2019). For embedding rows the gradient's norm at each use.
/// </summary>
internal sealed class TaylorScores
{
    private readonly ModelConfig _config;
    private readonly Recorder _activations = new();
    private RaggedBatch _batch = new();

    public TaylorScores(ModelConfig config)
    {
        _config = config;
        Groups = [.. Enumerable.Range(0, config.Layers).Select(_ => new double[config.KvHeads])];
        Channels = [.. Enumerable.Range(0, config.Layers).Select(_ => new double[config.Hidden])];
        Pieces = new double[config.Pieces];
        NgramRows = new double[config.NgramRows];
        Gradients = new Weigher(this);
    }

    /// <summary>[layers][kv_heads].</summary>
    public double[][] Groups { get; }

    /// <summary>[layers][hidden].</summary>
    public double[][] Channels { get; }

    /// <summary>[pieces].</summary>
    public double[] Pieces { get; }

    /// <summary>[ngram_rows].</summary>
    public double[] NgramRows { get; }

    /// <summary>To see the activations of a batch first.</summary>
    public IActivationObserver Activations => _activations;

    /// <summary>To see the gradients then, those of the batch's mean loss.</summary>
    public IActivationObserver Gradients { get; }

    /// <summary>The batch that the next observations belong to.</summary>
    public void Begin(RaggedBatch batch) => _batch = batch;

    /// <summary>Adds |a . g| of each sentence to the part's score; every part has <paramref name="width"/> columns.</summary>
    private void AddProducts(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradients, int width, double[] scores)
    {
        int columns = scores.Length * width;
        for (int sentence = 0; sentence < _batch.Sentences; sentence++)
        {
            for (int part = 0; part < scores.Length; part++)
            {
                double sum = 0;
                for (int token = _batch.TokenOffsets[sentence]; token < _batch.TokenOffsets[sentence + 1]; token++)
                {
                    int start = (token * columns) + (part * width);
                    for (int i = start; i < start + width; i++) sum += activations[i] * gradients[i];
                }
                scores[part] += Math.Abs(sum) * _batch.Sentences;
            }
        }
    }

    private void AddNorms(ReadOnlySpan<float> gradients)
    {
        for (int token = 0; token < _batch.Tokens; token++)
        {
            ReadOnlySpan<float> gradient = gradients.Slice(token * _config.Dim, _config.Dim);
            double norm = Math.Sqrt(VectorMath.Dot(gradient, gradient)) * _batch.Sentences;
            Pieces[_batch.Pieces[token]] += norm;
            ReadOnlySpan<int> rows = _batch.NgramsOf(token);
            foreach (int row in rows) NgramRows[row] += norm / rows.Length;
        }
    }

    private sealed class Recorder : IActivationObserver
    {
        private readonly Dictionary<(ActivationKind Kind, int Layer), float[]> _last = [];

        public ReadOnlySpan<float> Last(ActivationKind kind, int layer) => _last[(kind, layer)];

        public void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values)
        {
            if (kind is ActivationKind.Attention or ActivationKind.Hidden) _last[(kind, layer)] = values.ToArray();
        }
    }

    private sealed class Weigher(TaylorScores scores) : IActivationObserver
    {
        public void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values)
        {
            ModelConfig config = scores._config;
            switch (kind)
            {
                case ActivationKind.Attention:
                    scores.AddProducts(scores._activations.Last(kind, layer), values, config.QueryWidth / config.KvHeads, scores.Groups[layer]);
                    break;
                case ActivationKind.Hidden:
                    scores.AddProducts(scores._activations.Last(kind, layer), values, 1, scores.Channels[layer]);
                    break;
                default:
                    scores.AddNorms(values);
                    break;
            }
        }
    }
}
