using System.Diagnostics;
using System.Globalization;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Reports;

namespace ModelPacker.Training.Baseline;

/// <summary>What a linear classifier makes of the data.</summary>
/// <param name="Record">The first row of a report.</param>
/// <param name="Intents">The classifier.</param>
/// <param name="OutOfScope">How well its scores tell the development commands from the rest; null where there are not both.</param>
public sealed record BaselineResult(StageRecord Record, LinearIntents Intents, OutOfScopeCurve? OutOfScope);

/// <summary>The stage before all others: a linear classifier over n-grams, for comparison.</summary>
public static class BaselineStage
{
    private const int KeyBytes = 4;

    /// <summary>Trains a linear classifier and judges it.</summary>
    /// <param name="intents">Intents of the schema.</param>
    /// <param name="training">The training utterances; of endless ones those of an epoch.</param>
    /// <param name="development">What to judge on.</param>
    /// <param name="options">Features and training; null: the defaults.</param>
    /// <exception cref="ArgumentException">There is no utterance, or one with an intent beyond <paramref name="intents"/>.</exception>
    public static BaselineResult Run(
        int intents, IReadOnlyList<Utterance> training, IReadOnlyList<Utterance> development, LinearOptions? options = null)
    {
        long start = Stopwatch.GetTimestamp();
        var model = LinearIntents.Train(intents, training, options ?? new LinearOptions());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        Utterance[] commands = [.. development.Where(utterance => utterance.Intent >= 0)];
        Utterance[] others = [.. development.Where(utterance => utterance.Intent < 0)];
        OutOfScopeCurve? outOfScope = commands.Length == 0 || others.Length == 0 ? null : new OutOfScopeCurve(
            commands.Select(utterance => model.CommandScore(utterance.Text)), others.Select(utterance => model.CommandScore(utterance.Text)));

        // Of an image that holds one byte a weight and finds n-grams by a hash of four.
        long bytes = model.Classifier.Weights + ((long)KeyBytes * model.Classifier.Features);
        var record = new StageRecord(
            "linear n-grams", Describe(model.Classifier, outOfScope), model.Classifier.Weights, 0, bytes, seconds,
            commands.Length == 0 ? null : commands.Count(utterance => model.Answer(utterance.Text) == utterance.Intent) / (double)commands.Length,
            null, null, []);
        return new BaselineResult(record, model, outOfScope);
    }

    private static string Describe(LinearClassifier classifier, OutOfScopeCurve? outOfScope)
    {
        string description = string.Create(
            CultureInfo.InvariantCulture, $"linear support vector machines over {classifier.Features} word and character n-grams, for comparison; no slots");
        return outOfScope?.Caught.Share is not { } share ? description : string.Create(
            CultureInfo.InvariantCulture, $"{description}; catches {100 * share:f0} % of what is out of scope at {100 * OutOfScopeCurve.FalseRefusals:f0} % false refusals");
    }
}
