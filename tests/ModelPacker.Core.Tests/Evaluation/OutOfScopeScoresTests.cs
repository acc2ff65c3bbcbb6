using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Model;
using ModelPacker.Core.Tests.Image;
using NanoLm.Runtime.Text;

namespace ModelPacker.Core.Tests.Evaluation;

public class OutOfScopeScoresTests
{
    // Logits of out of scope and the first two intents, in nat; 0 for all others. Each of the last three fools one of the scores.
    private static readonly Dictionary<string, (int Intent, double[] Logits, int Confidence)> Texts = new()
    {
        ["command"] = (0, [0, 4, 1], 30000),
        ["other command"] = (1, [0, 1, 4], 30000),
        ["low confidence, high logits"] = (-1, [-1, 8, 8], 10),
        ["high confidence, low logits"] = (-1, [-9, 1, 1], 32000),
        ["too long"] = (-1, [], 0),
    };

    [Fact]
    public void EachScoreIsWhatItSays()
    {
        IReadOnlyList<OutOfScopeScore> scores = OutOfScopeScores.Measure(SampleImage.Schema, Report(Texts.Keys), new TableModel());
        Assert.Equal(
            [("raw_confidence", 2), ("in_scope_probability", 1), ("intent_logsumexp", 2), ("intent_margin", 1)],
            scores.Select(score => (score.Name, score.Curve.Caught.Right)));
        Assert.All(scores, score => Assert.Equal(3, score.Curve.Caught.Of));
    }

    [Fact]
    public void CommandsAloneHaveNoScores() =>
        Assert.Empty(OutOfScopeScores.Measure(SampleImage.Schema, Report(["command", "other command"]), new TableModel()));

    private static EvaluationReport Report(IEnumerable<string> texts) => new(SampleImage.Schema, texts.Select(text => new AnswerComparison(
        SampleImage.Schema, new Utterance(text, Texts[text].Intent, []),
        new Answer(Texts[text].Intent, default, [], Texts[text].Confidence, 50))));

    private sealed class TableModel : ILogitSource
    {
        public ModelConfig Config => throw new NotSupportedException("the scores depend on logits alone");

        public sbyte[] Transitions => throw new NotSupportedException("the scores depend on logits alone");

        public Normalizer Words => throw new NotSupportedException("the scores depend on logits alone");

        public Logits? Read(string text) => Texts[text].Logits is { Length: > 0 } logits
            ? new Logits([.. logits.Select(logit => (short)(256 * logit)), .. new short[8]], [])
            : null;
    }
}
