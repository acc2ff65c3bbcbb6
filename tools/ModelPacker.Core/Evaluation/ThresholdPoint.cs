using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Evaluation;

/// <summary>What would happen with another threshold of confidence.</summary>
/// <param name="Threshold">Percent below which a command is refused.</param>
/// <param name="Answered">Answers among all texts: coverage.</param>
/// <param name="Right">Right ones among the answers: precision. Null where it is not known what the recogniser withheld.</param>
/// <param name="OutOfScopeRefused">Refusals among what is out of scope.</param>
/// <param name="FalselyRefused">Refusals among the commands.</param>
public sealed record ThresholdPoint(int Threshold, Tally Answered, Tally? Right, Tally OutOfScopeRefused, Tally FalselyRefused)
{
    /// <summary>Thresholds 0..100.</summary>
    internal static IReadOnlyList<ThresholdPoint> Sweep(IReadOnlyList<AnswerComparison> comparisons) =>
        [.. Enumerable.Range(0, 101).Select(threshold => At(threshold, comparisons))];

    private static ThresholdPoint At(int threshold, IReadOnlyList<AnswerComparison> comparisons)
    {
        List<AnswerComparison> answered = [.. comparisons.Select(c => c.Withheld ?? c).Where(c => IsAnswered(c, threshold))];
        int outOfScope = comparisons.Count(c => !c.InScope);
        int commands = comparisons.Count - outOfScope;
        int answeredCommands = answered.Count(c => c.InScope);
        return new ThresholdPoint(
            threshold,
            new Tally(answered.Count, comparisons.Count),
            answered.Any(c => c.Refused) ? null : Tally.Count(answered, c => c.WholeRight),
            new Tally(outOfScope - (answered.Count - answeredCommands), outOfScope),
            new Tally(commands - answeredCommands, commands));
    }

    // What is refused for low confidence would be answered with a lower threshold; other refusals have nothing to do with it.
    private static bool IsAnswered(AnswerComparison comparison, int threshold) =>
        comparison.Actual.Refusal is Refusal.None or Refusal.LowConfidence && comparison.Actual.Confidence >= threshold;
}
