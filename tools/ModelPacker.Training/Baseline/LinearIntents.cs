using ModelPacker.Core.Corpora;

namespace ModelPacker.Training.Baseline;

/// <summary>A linear classifier of intents; class 0 is out of scope, as in the sentence head. Not thread safe.</summary>
public sealed class LinearIntents
{
    private LinearIntents(LinearClassifier classifier, bool knowsOutOfScope)
    {
        Classifier = classifier;
        KnowsOutOfScope = knowsOutOfScope;
    }

    /// <summary>The classifier of 1 + intents classes.</summary>
    public LinearClassifier Classifier { get; }

    /// <summary>Whether the training utterances held any that are out of scope; otherwise class 0 is never chosen.</summary>
    public bool KnowsOutOfScope { get; }

    /// <summary>Trains on utterances of a schema with this number of intents.</summary>
    /// <exception cref="ArgumentException">There is no utterance, or one with an intent beyond <paramref name="intents"/>.</exception>
    public static LinearIntents Train(int intents, IReadOnlyList<Utterance> training, LinearOptions options) => new(
        LinearClassifier.Train(
            [.. training.Select(utterance => utterance.Text)], [.. training.Select(utterance => utterance.Intent + 1)], 1 + intents, options),
        training.Any(utterance => utterance.Intent < 0));

    /// <summary>The intent of a text, or -1: out of scope.</summary>
    public int Answer(string text)
    {
        float[] scores = Classifier.Scores(text);
        int best = BestIntent(scores);
        return KnowsOutOfScope && scores[0] >= scores[best] ? -1 : best - 1;
    }

    /// <summary>How much a text is a command: the best intent's decision value, less that of out of scope where it is known.</summary>
    public double CommandScore(string text)
    {
        float[] scores = Classifier.Scores(text);
        return scores[BestIntent(scores)] - (KnowsOutOfScope ? scores[0] : 0);
    }

    private static int BestIntent(float[] scores) => 1 + Array.IndexOf(scores[1..], scores[1..].Max());
}
