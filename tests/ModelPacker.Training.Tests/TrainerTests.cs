using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Tests;

public sealed class TrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        Dim = 32, Hidden = 64, Layers = 1, Pieces = 120, NgramRows = 64, MaxTokens = 24, Epochs = 4, BatchSize = 16, Dropout = 0.05f, LearningRate = 5e-3f,
    };

    private static readonly Utterance[] Development = [.. new SmallSchema(120).Epoch(99)];

    [Fact]
    public void It_learns_a_small_language_and_reports_how_it_goes()
    {
        var reports = new List<TrainingProgress>();
        TrainingResult result = Trainer.Run(Job(Options, 500), new Collector(reports));
        Assert.True(result.Development.Frame > 0.95, $"{result.Development}");
        Assert.False(result.WasCancelled);
        Assert.Equal(Development, result.Checkpoint.Samples);
        Assert.True(reports[^1].Loss < 0.5 * reports[0].Loss);
        Assert.NotNull(reports[^1].Development);
        Assert.Equal(4 * 32, reports[^1].Steps);
        Assert.All(reports, report => Assert.True(report.SentencesPerSecond > 0 && report.Remaining >= TimeSpan.Zero));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_whatever_the_number_of_threads_and_another_seed_others()
    {
        byte[] first = Train(Options with { Epochs = 1 }, threads: 3), again = Train(Options with { Epochs = 1 }, threads: 1);
        Assert.Equal(first, again);
        Assert.NotEqual(first, Train(Options with { Epochs = 1, Seed = 2 }, threads: 2));
    }

    [Fact]
    public void A_cancelled_run_leaves_a_usable_checkpoint()
    {
        using var stop = new CancellationTokenSource();
        var reports = new List<TrainingProgress>();
        TrainingResult result = Trainer.Run(
            Job(Options with { Epochs = 1000 }, 500), new Collector(reports, () => stop.Cancel()), stop.Token);
        Assert.True(result.WasCancelled);
        Assert.Single(reports);
        Assert.NotNull(new FloatModel(CheckpointFile.Read(CheckpointFile.Write(result.Checkpoint))).Run("turn on the light"));
        Assert.True(result.Development.Intent > 0.3, $"{result.Development}");
    }

    [Fact]
    public void Patience_ends_a_run_that_gets_no_better()
    {
        TrainingResult result = Trainer.Run(Job(Options with { Epochs = 50, Patience = 2 }, 200) with { Development = Development[..3] });
        Assert.InRange(result.Epochs, 2, 30);
    }

    [Fact]
    public void Sentences_too_long_for_the_model_are_counted_and_many_are_refused()
    {
        Utterance usual = new("light", 0, []), tooLong = new(string.Join(' ', Enumerable.Repeat("light", 24)), 0, []); // and the end makes 25
        TrainingResult Run(int many) => Trainer.Run(new TrainingJob(
            Options with { Epochs = 1 }, SmallSchema.Schema, new FixedExamples([.. Enumerable.Repeat(usual, 100 - many), .. Enumerable.Repeat(tooLong, many)], 1), []));

        Assert.Equal(0, Run(0).TooLong);
        Assert.Equal(5, Run(5).TooLong);
        string message = Assert.Throws<ArgumentException>((Action)(() => Run(6))).Message;
        Assert.StartsWith("6 of 100 training sentences are longer than the 24 tokens of the model", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_label_stops_the_run_with_its_message()
    {
        Utterance wrong = new("light up the cellar", 0, [new LabelledSlot(SmallSchema.Area, -1, -1, "cellar")]);
        var source = new FixedExamples([wrong], 1);
        Assert.Contains("cellar", Assert.Throws<ArgumentException>((Action)(() => Trainer.Run(new TrainingJob(Options, SmallSchema.Schema, source, [])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_too_large_for_the_image_is_refused_before_training()
    {
        string message = Assert.Throws<ArgumentException>(() => new TrainingOptions { NgramRows = 6000 }.ToConfig(SmallSchema.Schema, 1000)).Message;
        Assert.Contains("768000", message, StringComparison.Ordinal);
        ModelConfig usual = new TrainingOptions().ToConfig(SmallSchema.Schema, 1000);
        Assert.InRange(TrainingOptions.EstimateImageBytes(usual), 820_000, 880_000);
    }

    [Fact]
    public void The_curve_tells_the_loss_all_along_and_the_accuracy_after_each_epoch()
    {
        TrainingResult result = Trainer.Run(Job(Options, 500));
        Assert.Equal(Enumerable.Range(1, 4 * 32), result.Curve.Select(point => point.Step));
        CurvePoint[] judged = [.. result.Curve.Where(point => point.DevelopmentFrame is not null)];
        Assert.Equal([32, 64, 96, 128], judged.Select(point => point.Step));
        Assert.Equal(result.Development.Frame, judged.Max(point => point.DevelopmentFrame));
        Assert.True(result.Curve[^1].Loss < 0.5 * result.Curve[0].Loss);
    }

    [Fact]
    public void A_run_that_starts_from_a_checkpoint_keeps_its_shape_and_subwords_and_forgets_nothing()
    {
        TrainingJob job = Job(Options, 500);
        TrainingResult first = Trainer.Run(job);
        TrainingResult second = Trainer.Run(job with { Options = new TrainingOptions { Epochs = 1, LearningRate = 1e-4f, BatchSize = 16 }, Start = first.Checkpoint });
        Assert.Equal(first.Checkpoint.Config, second.Checkpoint.Config);
        Assert.Equal(first.Checkpoint.Pieces, second.Checkpoint.Pieces);
        Assert.True(second.Curve[0].Loss < 0.5 * first.Curve[0].Loss, $"{second.Curve[0].Loss}");
        Assert.True(second.Development.Frame > 0.95, $"{second.Development}");
    }

    [Fact]
    public void Given_subwords_are_used_as_they_are()
    {
        IReadOnlyList<string> pieces = Trainer.Run(Job(Options with { Epochs = 1, Pieces = 110, MaxTokens = 64 }, 100)).Checkpoint.Pieces;
        Assert.Equal(pieces, Trainer.Run(Job(Options with { Epochs = 1, MaxTokens = 64 }, 100) with { Pieces = pieces }).Checkpoint.Pieces);
    }

    private static TrainingJob Job(TrainingOptions options, int epochSize) => new(options, SmallSchema.Schema, new SmallSchema(epochSize), Development);

    private static byte[] Train(TrainingOptions options, int threads)
    {
        int before = Parallelism.Threads;
        try
        {
            Parallelism.Threads = threads;
            return CheckpointFile.Write(Trainer.Run(Job(options, 300)).Checkpoint);
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    private sealed class Collector(List<TrainingProgress> reports, Action? then = null) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            reports.Add(value);
            then?.Invoke();
        }
    }
}
