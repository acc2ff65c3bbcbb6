using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Pruning;

namespace ModelPacker.Training.Tests.Pruning;

public sealed class PruneStageTests(TrainedSmall trained) : IClassFixture<TrainedSmall>
{
    private static readonly Utterance[] Development = [.. new SmallSchema(120).Epoch(99)];

    private static readonly TrainingJob Recovery = new(
        TrainedSmall.Options with { Epochs = 8, LearningRate = 3e-3f }, SmallSchema.Schema, new SmallSchema(400), Development);

    private static readonly PruneOptions Halves = new()
    {
        Target = new PruneTarget(Heads: 2, Hidden: 24, Layers: 2, NgramRows: 48, Pieces: 115), Steps = 2, ImportanceSamples = 300,
    };

    [Fact]
    public void A_model_of_half_the_size_recovers_what_it_lost()
    {
        var reports = new List<TrainingProgress>();
        PruneResult result = PruneStage.Run(trained.Checkpoint, Recovery, Halves, new Collector(reports));
        Assert.Equal(Halves.Target.Of(trained.Checkpoint), result.Checkpoint.Config);
        Assert.Equal([2, 6], result.Steps.Select(step => step.Epochs));
        Assert.Equal(result.Checkpoint.Config, result.Steps[1].Config);
        Assert.True(result.Steps[0].Config.Hidden is > 24 and < 48);
        Assert.True(result.Before.Frame > 0.95 && result.Steps[1].Recovered.Frame > 0.93, $"{result.Before}, {result.Steps[1]}");
        Assert.True(result.Steps.Any(step => step.Pruned.Frame < step.Recovered.Frame), string.Join(' ', result.Steps));

        Assert.Equal(trained.Checkpoint.Samples, result.Checkpoint.Samples);
        Assert.True(result.Checkpoint.Config.MultiplyAccumulates < 0.5 * trained.Checkpoint.Config.MultiplyAccumulates);
        Assert.Equal(reports[^1].Steps, result.Curve[^1].Step);
        Assert.Equal(result.Curve.Select(point => point.Step).Order(), result.Curve.Select(point => point.Step));
        Assert.Equal((8, 8), (reports[^1].Epoch, reports[^1].Epochs));
        Assert.Equal(reports.Select(report => report.Step).Order(), reports.Select(report => report.Step));
    }

    [Fact]
    public void A_budget_chooses_the_shape()
    {
        long most = ImageSize.Of(trained.Checkpoint) * 7 / 10;
        var options = new PruneOptions { MaxImageBytes = most, Steps = 2, ImportanceSamples = 200, SearchSamples = 60 };
        PruneResult result = PruneStage.Run(trained.Checkpoint, Recovery, options);
        Assert.InRange(ImageSize.Of(result.Checkpoint), most * 8 / 10, most);
        Assert.True(result.Steps[1].Recovered.Frame > 0.93, $"{result.Steps[1]}");
    }

    [Fact]
    public void A_stopped_run_has_its_size_all_the_same()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        PruneResult result = PruneStage.Run(trained.Checkpoint, Recovery, Halves, cancellation: stop.Token);
        Assert.True(result.WasCancelled);
        Assert.Equal(Halves.Target.Of(trained.Checkpoint), result.Checkpoint.Config);
    }

    [Fact]
    public void An_interrupted_run_goes_on_to_the_same_bytes()
    {
        string folder = Directory.CreateTempSubdirectory("prune").FullName;
        TrainingJob kept = Recovery with { StateFile = Path.Combine(folder, "state") };
        byte[] whole = CheckpointFile.Write(PruneStage.Run(trained.Checkpoint, Recovery, Halves).Checkpoint);
        foreach (int reports in new[] { 1, 2 }) // in the first round, and in the second
        {
            using var stop = new CancellationTokenSource();
            int heard = 0;
            var listener = new Collector([], () =>
            {
                if (++heard == reports) stop.Cancel();
            });
            Assert.True(PruneStage.Run(trained.Checkpoint, kept, Halves, listener, stop.Token).WasCancelled);
        }
        Assert.NotEmpty(Directory.GetFiles(folder));
        Assert.Equal(whole, CheckpointFile.Write(PruneStage.Run(trained.Checkpoint, kept, Halves).Checkpoint));
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_what_can()
    {
        Assert.Contains("nothing is to go", Refusal(new PruneOptions()), StringComparison.Ordinal);
        Assert.Contains("nothing is to go", Refusal(new PruneOptions { MaxImageBytes = 1 << 20 }), StringComparison.Ordinal);
        Assert.Contains("the smallest has", Refusal(new PruneOptions { MaxImageBytes = 5000, Steps = 1, ImportanceSamples = 20 }), StringComparison.Ordinal);
        Assert.Contains("choose 1..4", Refusal(new PruneOptions { Target = new PruneTarget(Heads: 8) }), StringComparison.Ordinal);
        Assert.Contains("at least 1", Refusal(new PruneOptions { Target = new PruneTarget(Heads: 2), Steps = 0 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3, new[] { 1 })]
    [InlineData(7, 3, new[] { 7 })]
    [InlineData(8, 3, new[] { 2, 6 })]
    [InlineData(12, 3, new[] { 2, 2, 8 })]
    [InlineData(9, 1, new[] { 9 })]
    public void The_last_round_has_most_of_the_epochs(int epochs, int steps, int[] expected) => Assert.Equal(expected, PruneStage.Divide(epochs, steps));

    [Fact]
    public void Shapes_on_the_way_are_valid_and_never_grow()
    {
        ModelConfig first = trained.Checkpoint.Config with { NgramRows = 96 };
        ModelConfig to = first with { Dim = 16, Layers = 1, Heads = 2, KvHeads = 1, Hidden = 20, Pieces = 100, NgramRows = 8 };
        for (int steps = 1; steps < 8; steps++)
        {
            ModelConfig config = first;
            for (int left = steps; left > 0; left--)
            {
                ModelConfig next = PruneSchedule.Next(config, to, left);
                next.Validate();
                Assert.Equal(0, config.NgramRows % next.NgramRows);
                Assert.True(Sizes(config).Zip(Sizes(next)).All(pair => pair.First >= pair.Second), $"{config} to {next}");
                config = next;
            }
            Assert.Equal(to, config);
        }
    }

    private static int[] Sizes(ModelConfig config) => [config.Dim, config.Layers, config.Heads, config.KvHeads, config.Hidden, config.Pieces, config.NgramRows];

    private string Refusal(PruneOptions options) =>
        Assert.Throws<ArgumentException>((Action)(() => PruneStage.Run(trained.Checkpoint, Recovery, options))).Message;

    private sealed class Collector(List<TrainingProgress> reports, Action? then = null) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            reports.Add(value);
            then?.Invoke();
        }
    }
}
