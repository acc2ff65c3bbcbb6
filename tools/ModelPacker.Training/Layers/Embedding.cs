using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Layers;

/// <summary>x = piece row + sum of the n-gram rows of the word that the token starts.</summary>
public sealed class Embedding
{
    private const int Grain = 64;
    private readonly Parameter _pieces, _ngrams;
    private readonly FakeEmbedding? _fake;

    /// <summary>An embedding of two tables, of which the second may be empty.</summary>
    public Embedding(Parameter pieces, Parameter ngrams)
        : this(pieces, ngrams, null)
    {
    }

    /// <summary>An embedding that <paramref name="fake"/>, if given, computes.</summary>
    internal Embedding(Parameter pieces, Parameter ngrams, FakeEmbedding? fake) => (_pieces, _ngrams, _fake) = (pieces, ngrams, fake);

    /// <summary>Writes x [tokens, dim].</summary>
    public void Forward(RaggedBatch batch, Matrix x)
    {
        x.Resize(batch.Tokens);
        Parallelism.Ranges(batch.Tokens, Grain, (first, end) =>
        {
            for (int token = first; token < end; token++)
            {
                Span<float> row = x.Row(token);
                ReadOnlySpan<int> rows = batch.NgramsOf(token);
                if (_fake is not null)
                {
                    _fake.Forward(batch.Pieces[token], rows, row);
                    continue;
                }
                row.Clear();
                foreach (int ngram in rows) TensorPrimitives.Add(row, _ngrams.Tensor.Row(ngram), row);
                TensorPrimitives.Add(row, _pieces.Tensor.Row(batch.Pieces[token]), row);
            }
        });
    }

    /// <summary>Adds to the gradients of the touched rows.</summary>
    public void Backward(RaggedBatch batch, Matrix dx)
    {
        for (int token = 0; token < batch.Tokens; token++)
        {
            ReadOnlySpan<float> row = dx.Row(token);
            Span<float> piece = _pieces.TouchGradient(batch.Pieces[token]);
            TensorPrimitives.Add(piece, row, piece);
            ReadOnlySpan<int> rows = batch.NgramsOf(token);
            foreach (int ngram in rows)
            {
                Span<float> gradient = _ngrams.TouchGradient(ngram);
                TensorPrimitives.Add(gradient, row, gradient);
            }
        }
        _fake?.MaskSaturated();
    }
}
