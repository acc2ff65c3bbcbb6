using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Tests.Distillation;

public sealed class DistillationTests(TaughtSmall small) : IClassFixture<TaughtSmall>
{
    private static readonly Utterance[] Development = [.. new SmallSchema(120).Epoch(99)];

    // Another shape and other subwords than the teacher's.
    private static readonly TrainingOptions Student = TaughtSmall.Options with { Dim = 24, Heads = 2, KvHeads = 2, Hidden = 32, Pieces = 100, NgramRows = 32, Epochs = 6 };

    [Fact]
    public void A_student_learns_from_unlabelled_texts_alone()
    {
        // Two labelled sentences cannot teach the language; what the teacher says of unlabelled ones can.
        string[] lines = [.. new SmallSchema(600).Epoch(7).Select(utterance => utterance.Text)];
        var labelled = new FixedExamples([.. new SmallSchema(600).Epoch(7).Take(2)], 1);
        var pool = new TextPool(labelled, lines, 1);
        SoftTargets targets = Targets(pool);
        var job = new TrainingJob(Student, SmallSchema.Schema, pool, Development);
        TrainingResult taught = Trainer.Run(job with { Targets = targets }), alone = Trainer.Run(job);
        Assert.True(taught.Development.Frame > 0.9, $"{taught.Development}");
        Assert.True(alone.Development.Frame < 0.5, $"{alone.Development}");
    }

    [Fact]
    public void A_teacher_of_two_thirds_of_the_loss_does_no_harm()
    {
        var pool = new TextPool(new SmallSchema(500), [], 1);
        TrainingResult result = Trainer.Run(new TrainingJob(Student, SmallSchema.Schema, pool, Development) { Targets = Targets(pool) });
        Assert.True(result.Development.Frame > 0.9, $"{result.Development}");
    }

    [Fact]
    public void The_pool_is_fixed_and_each_round_takes_other_lines()
    {
        string[] lines = ["one", "two", "three", "four", "five"];
        var pool = new TextPool(new FixedExamples([.. new SmallSchema(2).Epoch(0)], 1), lines, 1, linesPerRound: 2);
        Assert.Equal(4, pool.EpochSize);
        Assert.Equal(["one", "two"], Unlabelled(pool.Epoch(0)));
        Assert.Equal(["four", "three"], Unlabelled(pool.Epoch(1)));
        Assert.Equal(["five", "one"], Unlabelled(pool.Epoch(2)));
        HashSet<string> texts = [.. pool.Texts];
        Assert.All(Enumerable.Range(0, 30), epoch => Assert.All(pool.Epoch(epoch), utterance => Assert.Contains(utterance.Text, texts)));
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        var job = new TrainingJob(Student, SmallSchema.Schema, new SmallSchema(10), Development);
        Refused(new DistillationOptions(Share: 1.5f), "1.5");
        Refused(new DistillationOptions(Temperature: 0), "temperature 0");

        void Refused(DistillationOptions options, string what) =>
            Assert.Contains(what, Assert.Throws<ArgumentException>((Action)(() => Trainer.Run(job with { Distillation = options }))).Message, StringComparison.Ordinal);
    }

    private static List<string> Unlabelled(IEnumerable<Utterance> utterances) =>
        [.. utterances.Where(utterance => utterance.Intent == ExampleEncoder.Unlabelled).Select(utterance => utterance.Text).Order(StringComparer.Ordinal)];

    private SoftTargets Targets(TextPool pool) =>
        SoftTargets.Ask(new CheckpointTeacher(small.Teacher, SmallSchema.Schema), pool.Texts, 3);
}
