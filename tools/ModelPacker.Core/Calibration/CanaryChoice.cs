using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;

namespace ModelPacker.Core.Calibration;

/// <summary>Chooses prompts that a board asks itself before it trusts a model.</summary>
public static class CanaryChoice
{
    /// <summary>Canaries of an image.</summary>
    public const int Most = 8;

    /// <summary>Samples that the packed model answers rightly and surely, each of another intent, the surest first.</summary>
    public static IReadOnlyList<Canary> Choose(DeviceRecognizer recognizer, IReadOnlyList<Utterance> samples) =>
    [
        .. samples.Where(sample => sample.Intent >= 0)
            .Select(sample => new AnswerComparison(recognizer.Schema, sample, recognizer.Recognize(sample.Text)))
            .Where(comparison => comparison.WholeRight)
            .OrderByDescending(comparison => comparison.Actual.RawConfidence)
            .DistinctBy(comparison => comparison.Expected.Intent)
            .Take(Most)
            .Select(comparison => new Canary(comparison.Expected.Text, recognizer.RecognizeCanary(comparison.Expected.Text))),
    ];
}
