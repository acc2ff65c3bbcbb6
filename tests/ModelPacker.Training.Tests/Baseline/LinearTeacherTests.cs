using System.Numerics.Tensors;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Reports;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Baseline;
using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Baseline;

public sealed class LinearTeacherTests
{
    private static readonly Utterance[] Training = [.. new SmallSchema(400).Epoch(0)];
    private static readonly Utterance[] Commands = [.. Training.Where(utterance => utterance.Intent >= 0)];

    [Fact]
    public void It_teaches_intents_and_refusals_but_no_slots()
    {
        var teacher = LinearTeacher.Train(2, Training, new LinearOptions());
        IReadOnlyList<SoftTarget?> targets = teacher.Teach(["set the light to 8 percent", "turn on the light", "i sold the attic"]);
        Assert.All(targets, target => Assert.Equal((3, null), (target!.Sentence.Length, target.Tags)));
        Assert.Equal([2, 1, 0], targets.Select(target => TensorPrimitives.IndexOfMax(target!.Sentence)));
    }

    [Fact]
    public void What_it_never_saw_it_does_not_think_likely()
    {
        float[] logits = LinearTeacher.Train(2, Commands, new LinearOptions()).Teach(["what is the capital of france"])[0]!.Sentence;
        Assert.True(logits[0] < logits[1..].Max() - 10);
    }

    [Fact]
    public void Its_probabilities_are_honest()
    {
        // The texts say nothing about the intent, so all that can be known is how frequent each is: entropy 0.562 nat.
        var random = new Xoshiro256(1);
        Utterance[] Draw(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => new Utterance($"number {random.Next(100_000)} again", random.Chance(0.25) ? 0 : 1, []))];
        var teacher = LinearTeacher.Train(2, Draw(500), new LinearOptions());
        double loss = Draw(200).Average(utterance =>
        {
            float[] logits = teacher.Teach([utterance.Text])[0]!.Sentence;
            return Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[utterance.Intent + 1];
        });
        Assert.InRange(loss, 0.4, 0.65);
    }

    [Fact]
    public void A_text_too_long_to_read_is_left_out() =>
        Assert.Null(LinearTeacher.Train(2, Commands, new LinearOptions()).Teach([new string('x', 5000)])[0]);

    [Fact]
    public void The_stage_counts_what_it_got_right()
    {
        BaselineResult result = BaselineStage.Run(2, Training, [.. new SmallSchema(100).Epoch(7)]);
        StageRecord record = result.Record;
        Assert.Equal(("linear n-grams", 1.0, 0L), (record.Name, record.Intent, record.MultiplyAccumulates));
        Assert.Equal(result.Intents.Classifier.Weights, record.Weights);
        Assert.Equal(1.0, result.OutOfScope!.Caught.Share);
        Assert.Contains("catches 100 %", record.Description, StringComparison.Ordinal);
        Assert.Null(BaselineStage.Run(2, Commands, Commands).OutOfScope);
    }
}
