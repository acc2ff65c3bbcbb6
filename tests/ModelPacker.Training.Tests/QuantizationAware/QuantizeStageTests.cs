using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.QuantizationAware;
using ModelPacker.Training.Tests.Pipeline;

namespace ModelPacker.Training.Tests.QuantizationAware;

public sealed class QuantizeStageTests(TrainedLamp lamp) : IClassFixture<TrainedLamp>
{
    // A model this small loses little to 4 bits; activations that saturate early make it lose more.
    private static readonly QuantizeOptions Small = new() { Format = new WeightFormat(4, 4, 0), Method = new RangeMethod(75) };

    private Checkpoint Source => lamp.Result.Checkpoint;

    [Fact]
    public void Training_with_rounding_wins_back_what_it_costs_and_packs_to_what_it_saw()
    {
        QuantizeResult result = QuantizeStage.Run(Source, Job(3), Small);
        Assert.False(result.WasCancelled);
        Assert.True(result.Trained.Frame > result.Static.Frame, $"{result.Static} before, {result.Trained} after");
        Assert.Equal(Small.Format, result.Checkpoint.Plan!.Format);
        Assert.True(FoldedNorms.IsFolded(result.Checkpoint.Weights));
        Assert.Equal("INT4 weights, INT4 embeddings", result.Checkpoint.Provenance["quantized"]);
        Assert.NotEmpty(result.Curve);

        QuantizationCheck check = QuantizationCheck.Measure(Source, result.Checkpoint, lamp.Data.Development);
        Assert.True(check.Agreement.Share >= 0.999, $"{check.Agreement}");
        Assert.True(check.Packed.Overall.Share > check.Float.Overall.Share - 0.05, $"{check.Packed.Overall} packed, {check.Float.Overall} in floating point");

        // A checkpoint that was written and read packs to the same bytes: the plan is all there is to know.
        Checkpoint read = CheckpointFile.Read(CheckpointFile.Write(result.Checkpoint));
        Assert.Equal(PlannedImage.Write(result.Checkpoint), PlannedImage.Write(read));
        Assert.Equal(4, ImageReader.Open(CheckpointPacker.Pack(read, new PackOptions(new ImageHeader())).Image).Find(SectionType.Config)!.Value.Span[100]);
    }

    [Fact]
    public void An_interrupted_training_gives_a_usable_model()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        QuantizeResult result = QuantizeStage.Run(Source, Job(3), Small, cancellation: stop.Token);
        Assert.True(result.WasCancelled);
        Assert.Equal(result.Static, result.Trained);
        Assert.NotEmpty(PlannedImage.Write(result.Checkpoint));
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 2)]
    [InlineData(6, 2, 4)]
    public void The_steps_are_frozen_for_most_epochs(int epochs, int settling, int frozen) => Assert.Equal((settling, frozen), new QuantizeOptions().Divide(epochs));

    [Fact]
    public void A_percentile_gives_other_steps_than_the_least_error()
    {
        string[] texts = [.. lamp.Data.Samples.Select(sample => sample.Text)];
        QuantizationPlan all = StaticQuantization.Calibrate(Source, texts, WeightFormat.Int8, new RangeMethod(100)).Plan!;
        QuantizationPlan most = StaticQuantization.Calibrate(Source, texts, WeightFormat.Int8, new RangeMethod(99)).Plan!;
        Assert.True(most.Layers[0].Hidden < all.Layers[0].Hidden);
    }

    private TrainingJob Job(int epochs)
    {
        var options = QuantizeOptions.Recipe with { Epochs = epochs, LearningRate = 2e-3f };
        return new TrainingJob(options, Source.Schema, lamp.Data.Training, lamp.Data.Development);
    }
}
