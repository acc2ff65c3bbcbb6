using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Network;

/// <summary>Weights of the parts of the loss, and label smoothing.</summary>
/// <param name="Intent">Per sentence: the intent, out of scope included.</param>
/// <param name="ListSlot">Per sentence: the sum over its list slots.</param>
/// <param name="Tag">Per word, averaged over the trained words of the batch.</param>
/// <param name="Smoothing">Share of the target distribution that is spread evenly; not for tags with transitions, whose distribution is over paths.</param>
public sealed record LossWeights(float Intent = 1, float ListSlot = 0.5f, float Tag = 1, float Smoothing = 0.05f);

/// <summary>The loss of a batch and the gradients of its logits. The first output group of the sentence head is the intent.</summary>
/// <param name="groups">The groups of the sentence head.</param>
/// <param name="weights">Weights of the parts, for labels and teacher alike.</param>
/// <param name="distillation">How much a teacher counts where an example has one; null: the defaults.</param>
public sealed class CommandLoss(IReadOnlyList<OutputGroup> groups, LossWeights weights, DistillationOptions? distillation = null)
{
    private readonly CrossEntropy _crossEntropy = new(weights.Smoothing);
    private readonly DistillationOptions _distillation = distillation ?? new();
    private readonly SoftCrossEntropy _softCrossEntropy = new((distillation ?? new()).Temperature);
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
        int taughtWords = examples.Sum(example => example.Taught?.Tags is null ? 0 : example.Tags.Length);
        float perSentence = 1f / examples.Count, perWord = weights.Tag / Math.Max(1, trainedWords);
        float perTaughtWord = _distillation.Share * weights.Tag / Math.Max(1, taughtWords);
        double loss = 0;
        for (int i = 0; i < examples.Count; i++)
        {
            (_, int[] targets, _, SoftTarget? taught) = examples[i];
            float labels = taught is null ? 1 : 1 - _distillation.Share;
            for (int g = 0; g < groups.Count; g++)
            {
                (int first, int count) = (groups[g].First, groups[g].Count);
                ReadOnlySpan<float> logits = network.SentenceLogits.Row(i).Slice(first, count);
                Span<float> gradient = _sentenceGradient.Row(i).Slice(first, count);
                float weight = perSentence * (g == 0 ? weights.Intent : weights.ListSlot);
                loss += _crossEntropy.Group(logits, targets[g], weight * labels, gradient);
                if (taught is null || first + count > taught.Sentence.Length) continue;
                loss += _softCrossEntropy.Add(logits, taught.Sentence.AsSpan(first, count), weight * _distillation.Share, gradient);
            }
        }
        return loss + (network.TagChain is { } chain
            ? chain.Loss(network.TagLogits, examples, new ChainWeights(perWord, perWord * (1 - _distillation.Share), perTaughtWord), _tagGradient)
            : TagLoss(network.TagLogits, examples, perWord, perTaughtWord, _tagGradient));
    }

    private double TagLoss(Matrix logits, IReadOnlyList<TrainingExample> examples, float perWord, float perTaughtWord, Matrix gradient)
    {
        double loss = 0;
        int row = 0;
        foreach ((_, _, int[] tags, SoftTarget? taught) in examples)
        {
            float weight = taught is null ? perWord : perWord * (1 - _distillation.Share);
            for (int word = 0; word < tags.Length; word++, row++)
            {
                loss += _crossEntropy.Group(logits.Row(row), tags[word], weight, gradient.Row(row));
                if (taught?.Tags is not { } taughtTags) continue;
                loss += _softCrossEntropy.Add(logits.Row(row), taughtTags.AsSpan(word * logits.Columns, logits.Columns), perTaughtWord, gradient.Row(row));
            }
        }
        return loss;
    }
}
