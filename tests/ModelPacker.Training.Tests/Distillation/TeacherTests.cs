using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Distillation;

public sealed class TeacherTests(TaughtSmall small) : IClassFixture<TaughtSmall>
{
    private static Checkpoint WithoutTransitions(Checkpoint checkpoint)
    {
        var weights = new ModelWeights(checkpoint.Config with { Transitions = false });
        foreach (WeightTensor tensor in weights.Tensors) checkpoint.Weights.Tensors.Single(other => other.Name == tensor.Name).Values.AsSpan(0, tensor.Values.Length).CopyTo(tensor.Values);
        return new Checkpoint(weights, checkpoint.Pieces, checkpoint.Schema, checkpoint.Provenance);
    }

    private static readonly string[] Texts = ["turn on the light in the attic", string.Join(' ', Enumerable.Repeat("light", 99)), "set the light to 42 percent"];

    [Fact]
    public void A_checkpoint_teaches_its_own_logits_and_passes_over_what_is_too_long()
    {
        Checkpoint plain = WithoutTransitions(small.Teacher);
        IReadOnlyList<SoftTarget?> targets = new CheckpointTeacher(plain, SmallSchema.Schema).Teach(Texts);
        Assert.Null(targets[1]);
        var model = new FloatModel(plain);
        foreach (int i in new[] { 0, 2 })
        {
            var logits = model.Run(Texts[i])!;
            Assert.Equal(logits.Sentence, targets[i]!.Sentence.Select(logit => (short)MathF.Round(logit * 256)));
            Assert.Equal(logits.Tags, targets[i]!.Tags!.Select(logit => (short)MathF.Round(logit * 256)));
        }
    }

    [Fact]
    public void A_checkpoint_with_transitions_teaches_its_marginals()
    {
        float[] chained = new CheckpointTeacher(small.Teacher, SmallSchema.Schema).Teach(Texts)[2]!.Tags!;
        int tags = SmallSchema.Schema.TagOutputs, inside = SmallSchema.Schema.BeginTag(SmallSchema.Level) + 1;
        Assert.All(chained.Chunk(tags), word => Assert.Equal(1, word.Sum(MathF.Exp), 1e-4));
        Assert.True(MathF.Exp(chained[inside]) < 1e-20, "no path begins with I");
        float[] alone = new CheckpointTeacher(WithoutTransitions(small.Teacher), SmallSchema.Schema).Teach(Texts)[2]!.Tags!;
        Assert.True(MathF.Exp(alone[inside]) > 1e-20, "words apart know nothing of paths");
    }

    [Fact]
    public void A_teacher_of_other_commands_is_refused()
    {
        var other = new Schema("other", SmallSchema.Schema.Slots, [.. SmallSchema.Schema.Intents.Reverse()], []);
        Assert.Contains("other intents or slots", Assert.Throws<InvalidDataException>(() => new CheckpointTeacher(small.Teacher, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ensemble_averages_probabilities_by_weight_over_those_that_have_a_say()
    {
        // Groups of 3 (intents) and 4 (areas), two words of 3 tags. Logits are logarithms of the probabilities.
        float[] a = [.. Log(0.2f, 0.2f, 0.6f), .. Log(0.1f, 0.2f, 0.3f, 0.4f)], b = Log(0.8f, 0.1f, 0.1f);
        float[] tags = [.. Log(0.5f, 0.25f, 0.25f), .. Log(0.1f, 0.1f, 0.8f)];
        var ensemble = new TeacherEnsemble(SmallSchema.Schema, [(new Fixed(new SoftTarget(a, null)), 3), (new Fixed(new SoftTarget(b, tags)), 1), (new Fixed(null), 9)]);
        SoftTarget target = ensemble.Teach(["light on"])[0]!;
        Close([0.35f, 0.175f, 0.475f, 0.1f, 0.2f, 0.3f, 0.4f], target.Sentence.Select(x => MathF.Exp(x)));
        Close([0.5f, 0.25f, 0.25f, 0.1f, 0.1f, 0.8f], target.Tags!.Select(x => MathF.Exp(x)));
        Assert.Null(new TeacherEnsemble(SmallSchema.Schema, [(new Fixed(null), 1)]).Teach(["light on"])[0]);
        Assert.Throws<ArgumentException>(() => new TeacherEnsemble(SmallSchema.Schema, []));
    }

    [Fact]
    public void Targets_are_asked_once_a_text_and_slots_are_not_taught_where_the_teacher_refuses()
    {
        var teacher = new Fixed(new SoftTarget([3, 1, 1, 0, 0, 0, 1], [1, 2, 3, 4, 5, 6]));
        SoftTargets targets = SoftTargets.Ask(teacher, ["what a day", "what a day"], 3);
        Assert.Equal(1, teacher.Texts);
        Assert.Equal([3, 1, 1], targets.Of("what a day")!.Sentence);
        Assert.Null(targets.Of("what a day")!.Tags);
        Assert.Null(targets.Of("another"));

        targets = SoftTargets.Ask(new Fixed(new SoftTarget([1, 3, 1, 0, 0, 0, 1], [1, 2, 3, 4, 5, 6])), ["light on"], 3);
        Assert.Equal([1, 3, 1, 0, 0, 0, 1], targets.Of("light on")!.Sentence);
        Assert.Equal([1, 2, 3, 4, 5, 6], targets.Of("light on")!.Tags!);
    }

    private static float[] Log(params float[] probabilities) => [.. probabilities.Select(x => MathF.Log(x))];

    private static void Close(IEnumerable<float> expected, IEnumerable<float> actual) => Assert.Equal(expected, actual, (x, y) => Math.Abs(x - y) < 1e-5);

    private sealed class Fixed(SoftTarget? target) : ITeacher
    {
        public int Texts { get; private set; }

        public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts)
        {
            Texts += texts.Count;
            return [.. texts.Select(_ => target)];
        }
    }
}
