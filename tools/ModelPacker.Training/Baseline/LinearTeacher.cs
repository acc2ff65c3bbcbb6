using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Baseline;

/// <summary>
/// Intents from a linear classifier, no slots. Its logits are decision values times one factor, fitted to the classifiers of three folds on
/// the texts that each did not see (temperature scaling, Guo et al. 2017), so that its probabilities are honest.
/// </summary>
public sealed class LinearTeacher : ITeacher
{
    private const int Folds = 3;
    private const ulong FoldSeed = 0x666F6C64;
    private const double SmallestFactor = 0.1, LargestFactor = 100;

    private readonly LinearIntents _intents;

    private LinearTeacher(LinearIntents intents, double factor)
    {
        _intents = intents;
        Factor = factor;
    }

    /// <summary>What decision values are multiplied by; the inverse of a temperature.</summary>
    public double Factor { get; }

    /// <summary>Trains four classifiers: one on each two thirds of the texts, to fit the factor, and one on all.</summary>
    /// <param name="intents">Intents of the schema.</param>
    /// <param name="training">Training utterances; slots are ignored.</param>
    /// <param name="options">Features and training.</param>
    /// <exception cref="ArgumentException">There is no utterance, or one with an intent beyond <paramref name="intents"/>.</exception>
    public static LinearTeacher Train(int intents, IReadOnlyList<Utterance> training, LinearOptions options)
    {
        var all = LinearIntents.Train(intents, training, options);
        int first = all.KnowsOutOfScope ? 0 : 1;
        int[] folds = Split(training, options.Seed);
        var unseen = new List<(float[] Scores, int Label)>();
        for (int fold = 0; fold < Folds; fold++)
        {
            Utterance[] kept = [.. training.Where((_, i) => folds[i] != fold)];
            if (kept.Length == 0 || kept.Length == training.Count) continue;
            LinearClassifier classifier = LinearIntents.Train(intents, kept, options).Classifier;
            unseen.AddRange(training.Where((_, i) => folds[i] == fold).Select(held => (classifier.Scores(held.Text)[first..], held.Intent + 1 - first)));
        }
        return new LinearTeacher(all, unseen.Count == 0 ? 1 : Fit(unseen));
    }

    /// <inheritdoc/>
    public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts) => [.. texts.Select(Teach)];

    private SoftTarget? Teach(string text)
    {
        if (!_intents.Classifier.Fits(text)) return null;
        float[] logits = [.. _intents.Classifier.Scores(text).Select(score => (float)(Factor * score))];
        return new SoftTarget(_intents.KnowsOutOfScope ? logits : IntentLogits.WithoutOutOfScope(logits.AsSpan(1)), null);
    }

    // Utterances of the same text go into the same fold, or those that training repeats would look easy.
    private static int[] Split(IReadOnlyList<Utterance> training, ulong seed)
    {
        var random = new Xoshiro256(RandomExtensions.Derive(seed, FoldSeed));
        var folds = new Dictionary<string, int>();
        return [.. training.Select(utterance => folds.TryGetValue(utterance.Text, out int fold) ? fold : folds[utterance.Text] = random.Next(Folds))];
    }

    // The likelihood is concave in the factor, so a ternary search over its log finds the maximum.
    private static double Fit(List<(float[] Scores, int Label)> texts)
    {
        double low = Math.Log(SmallestFactor), high = Math.Log(LargestFactor);
        for (int i = 0; i < 40; i++)
        {
            double third = (high - low) / 3;
            if (Loss(texts, Math.Exp(low + third)) <= Loss(texts, Math.Exp(high - third))) high -= third;
            else low += third;
        }
        return Math.Exp((low + high) / 2);
    }

    private static double Loss(List<(float[] Scores, int Label)> texts, double factor)
    {
        double total = 0;
        foreach ((float[] scores, int label) in texts)
        {
            double max = scores.Max();
            total += Math.Log(scores.Sum(score => Math.Exp(factor * (score - max)))) - (factor * (scores[label] - max));
        }
        return total;
    }
}
