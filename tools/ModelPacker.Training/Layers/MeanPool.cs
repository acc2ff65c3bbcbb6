using System.Numerics.Tensors;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Layers;

/// <summary>The mean of each sentence's rows.</summary>
public static class MeanPool
{
    /// <summary>Writes y [sentences, dim] for x [tokens, dim].</summary>
    public static void Forward(RaggedBatch batch, Matrix x, Matrix y)
    {
        y.Resize(batch.Sentences).Values.Clear();
        for (int sentence = 0; sentence < batch.Sentences; sentence++)
        {
            int first = batch.TokenOffsets[sentence], end = batch.TokenOffsets[sentence + 1];
            Span<float> sum = y.Row(sentence);
            for (int token = first; token < end; token++) TensorPrimitives.Add(sum, x.Row(token), sum);
            TensorPrimitives.Multiply(sum, 1f / (end - first), sum);
        }
    }

    /// <summary>Writes the gradient of x.</summary>
    public static void Backward(RaggedBatch batch, Matrix dy, Matrix dx)
    {
        dx.Resize(batch.Tokens);
        for (int sentence = 0; sentence < batch.Sentences; sentence++)
        {
            int first = batch.TokenOffsets[sentence], end = batch.TokenOffsets[sentence + 1];
            for (int token = first; token < end; token++) TensorPrimitives.Multiply(dy.Row(sentence), 1f / (end - first), dx.Row(token));
        }
    }
}
