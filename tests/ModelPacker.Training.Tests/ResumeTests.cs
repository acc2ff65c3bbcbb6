using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.Tests;

public sealed class ResumeTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        Dim = 16, Hidden = 32, Layers = 1, Heads = 2, KvHeads = 2, Pieces = 100, NgramRows = 32, MaxTokens = 24, Epochs = 6, BatchSize = 16,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("resume").FullName;

    private string State => Path.Combine(_folder, "training.state");

    private TrainingJob Job => new(Options, SmallSchema.Schema, new SmallSchema(400), [.. new SmallSchema(60).Epoch(99)]) { StateFile = State };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_interrupted_anywhere_ends_with_the_bytes_and_the_curve_of_one_that_was_not()
    {
        TrainingResult whole = Trainer.Run(Job with { StateFile = null });
        var random = new Xoshiro256((ulong)Environment.TickCount64);
        TrainingResult result = Interrupt(random.Between(1, 2));
        var stops = new List<int> { result.Curve.Count };
        while (result.WasCancelled)
        {
            Assert.True(stops.Count < 20, "the run does not get on");
            result = Interrupt(random.Between(1, 4));
            stops.Add(result.Curve.Count);
        }
        Assert.True(stops.Count > 1, "the run was never interrupted");
        Assert.True(CheckpointFile.Write(whole.Checkpoint).AsSpan().SequenceEqual(CheckpointFile.Write(result.Checkpoint)), $"stopped after {string.Join(", ", stops)} points");
        Assert.Equal(whole.Curve, result.Curve);
        Assert.Equal(whole.Epochs, result.Epochs);
    }

    [Fact]
    public void A_run_that_was_killed_goes_on_from_the_last_state()
    {
        TrainingResult whole = Trainer.Run(Job with { StateFile = null });
        Interrupt(3);
        byte[] state = File.ReadAllBytes(State);
        Interrupt(2);
        File.WriteAllBytes(State, state);
        Assert.Equal(CheckpointFile.Write(whole.Checkpoint), CheckpointFile.Write(Trainer.Run(Job).Checkpoint));
    }

    [Fact]
    public void Other_options_and_other_data_are_refused()
    {
        Interrupt(1);
        Refused(Job with { Options = Options with { LearningRate = 1e-3f } });
        Refused(Job with { Training = new SmallSchema(401) });
        Refused(Job with { Development = [] });
        Refused(Job with { Variant = "int4" });
        Refused(Job with { Start = Trainer.Run(Job with { StateFile = null, Options = Options with { Epochs = 1 } }).Checkpoint });

        void Refused(TrainingJob job) =>
            Assert.Contains("other options or data", Assert.Throws<InvalidDataException>((Action)(() => Trainer.Run(job))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        Interrupt(1);
        byte[] state = File.ReadAllBytes(State);
        state[state.Length / 2] ^= 1;
        File.WriteAllBytes(State, state);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>((Action)(() => Trainer.Run(Job))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(State, []);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>((Action)(() => Trainer.Run(Job))).Message, StringComparison.Ordinal);
    }

    /// <summary>Runs until so many progress reports have come, or to the end.</summary>
    private TrainingResult Interrupt(int afterReports)
    {
        using var stop = new CancellationTokenSource();
        return Trainer.Run(Job, new Countdown(afterReports, stop), stop.Token);
    }

    private sealed class Countdown(int reports, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        private int _left = reports;

        public void Report(TrainingProgress value)
        {
            if (--_left == 0) stop.Cancel();
        }
    }
}
