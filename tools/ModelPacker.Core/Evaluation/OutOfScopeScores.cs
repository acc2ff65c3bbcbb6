using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Evaluation;

/// <summary>A way to score how much a text is a command, and how well it does.</summary>
/// <param name="Name">raw_confidence, in_scope_probability, intent_logsumexp or intent_margin.</param>
/// <param name="Curve">Commands against texts that are out of scope.</param>
public sealed record OutOfScopeScore(string Name, OutOfScopeCurve Curve);

/// <summary>Compares the scores that a device could refuse by. A text that is too long for the model is the least of a command.</summary>
public static class OutOfScopeScores
{
    private const double LogitUnits = 256;

    /// <summary>
    /// Of the frame: its raw confidence, as the device has it. Of the intent logits z, z0 being that of out of scope: 1 - P(out of scope);
    /// the log of the sum of exp(z) over the intents; the best intent's z - z0.
    /// </summary>
    /// <param name="schema">What the heads' outputs mean.</param>
    /// <param name="report">The answers.</param>
    /// <param name="model">The same model, for its logits.</param>
    /// <returns>Nothing where the utterances are not of both kinds.</returns>
    public static IReadOnlyList<OutOfScopeScore> Measure(Schema schema, EvaluationReport report, ILogitSource model)
    {
        if (report.OutOfScopeByConfidence is not { } byConfidence)
        {
            return [];
        }

        List<(bool InScope, double[]? Logits)> texts =
        [
            .. report.Comparisons.Select(c => (c.InScope, model.Read(c.Expected.Text)?.Sentence[..(1 + schema.Intents.Count)]
                .Select(logit => logit / LogitUnits).ToArray())),
        ];
        return
        [
            new OutOfScopeScore("raw_confidence", byConfidence),
            Of("in_scope_probability", z => LogSumExp(z[1..]) - LogSumExp(z)), // its log, which orders alike
            Of("intent_logsumexp", z => LogSumExp(z[1..])),
            Of("intent_margin", z => z[1..].Max() - z[0]),
        ];

        OutOfScopeScore Of(string name, Func<double[], double> score)
        {
            ILookup<bool, double> scores = texts.ToLookup(text => text.InScope, text => text.Logits is { } z ? score(z) : double.NegativeInfinity);
            return new OutOfScopeScore(name, new OutOfScopeCurve(scores[true], scores[false]));
        }
    }

    private static double LogSumExp(double[] logits)
    {
        double max = logits.Max();
        return max + Math.Log(logits.Sum(logit => Math.Exp(logit - max)));
    }
}
