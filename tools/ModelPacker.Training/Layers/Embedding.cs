using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Layers;

/// <summary>x = piece row + mean of the n-gram rows of the word that the token starts.</summary>
public sealed class Embedding(Parameter pieces, Parameter ngrams)
{
    private const int Grain = 64;

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
                row.Clear();
                foreach (int ngram in rows) TensorPrimitives.Add(row, ngrams.Tensor.Row(ngram), row);
                if (!rows.IsEmpty) TensorPrimitives.Multiply(row, 1f / rows.Length, row);
                TensorPrimitives.Add(row, pieces.Tensor.Row(batch.Pieces[token]), row);
            }
        });
    }

    /// <summary>Adds to the gradients of the touched rows.</summary>
    public void Backward(RaggedBatch batch, Matrix dx)
    {
        for (int token = 0; token < batch.Tokens; token++)
        {
            ReadOnlySpan<float> row = dx.Row(token);
            Span<float> piece = pieces.TouchGradient(batch.Pieces[token]);
            TensorPrimitives.Add(piece, row, piece);
            ReadOnlySpan<int> rows = batch.NgramsOf(token);
            foreach (int ngram in rows)
            {
                Span<float> gradient = ngrams.TouchGradient(ngram);
                VectorMath.AddScaled(row, 1f / rows.Length, gradient);
            }
        }
    }
}
