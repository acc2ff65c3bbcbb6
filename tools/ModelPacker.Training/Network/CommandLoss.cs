using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Network;

/// <summary>Weights of the parts of the loss, and label smoothing.</summary>
/// <param name="Intent">Per sentence: the intent, out of scope included.</param>
/// <param name="ListSlot">Per sentence: the sum over its list slots.</param>
/// <param name="Tag">Per word, averaged over the trained words of the batch.</param>
/// <param name="Smoothing">Share of the target distribution that is spread evenly.</param>
public sealed record LossWeights(float Intent = 1, float ListSlot = 0.5f, float Tag = 1, float Smoothing = 0.05f);

/// <summary>The loss of a batch and the gradients of its logits. The first output group of the sentence head is the intent.</summary>
public sealed class CommandLoss(IReadOnlyList<OutputGroup> groups, LossWeights weights)
{
    private readonly CrossEntropy _crossEntropy = new(weights.Smoothing);
    private Matrix? _sentenceGradient, _tagGradient;

    /// <summary>[sentences, sentence_outputs], of the last <see cref="Compute"/>.</summary>
    public Matrix SentenceGradient => _sentenceGradient ?? throw new InvalidOperationException("no loss has been computed");

    /// <summary>[words, tag_outputs], of the last <see cref="Compute"/>.</summary>
    public Matrix TagGradient => _tagGradient ?? throw new InvalidOperationException("no loss has been computed");

    /// <summary>The mean loss of the sentences that <paramref name="network"/> has just run.</summary>
    public double Compute(CommandNetwork network, IReadOnlyList<TrainingExample> examples)
    {
        (_sentenceGradient ??= new Matrix(network.SentenceLogits.Columns)).Resize(examples.Count);
        (_tagGradient ??= new Matrix(network.TagLogits.Columns)).Resize(network.TagLogits.Rows);
        int trainedWords = examples.Sum(example => example.Tags.Count(tag => tag != CrossEntropy.Ignored));
        float perSentence = 1f / examples.Count, perWord = weights.Tag / Math.Max(1, trainedWords);
        double loss = 0;
        int word = 0;
        for (int i = 0; i < examples.Count; i++)
        {
            ReadOnlySpan<float> logits = network.SentenceLogits.Row(i);
            for (int g = 0; g < groups.Count; g++)
            {
                (int first, int count) = (groups[g].First, groups[g].Count);
                float weight = perSentence * (g == 0 ? weights.Intent : weights.ListSlot);
                loss += _crossEntropy.Group(logits.Slice(first, count), examples[i].Groups[g], weight, _sentenceGradient.Row(i).Slice(first, count));
            }
            foreach (int tag in examples[i].Tags)
            {
                loss += _crossEntropy.Group(network.TagLogits.Row(word), tag, perWord, _tagGradient.Row(word));
                word++;
            }
        }
        return loss;
    }
}
