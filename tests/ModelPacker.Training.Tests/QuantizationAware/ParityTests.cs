using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Tests.QuantizationAware;

/// <summary>The packed integer image against the float model that rounds as it does.</summary>
public sealed class ParityTests
{
    private const double Agreement = 0.999;

    [Theory]
    [InlineData(8, 8, 0)]
    [InlineData(4, 8, 0)]
    [InlineData(4, 4, 32)]
    public void The_default_model_gives_the_same_answers_packed_and_fake_quantised(int matrixBits, int embeddingBits, int group)
    {
        Checkpoint trained = CheckpointFile.Load(Path.Combine(Repository.Root, "models", "smart-home", "model.ckpt"));
        string[] texts = [.. trained.Samples.Select(sample => sample.Text)];
        Checkpoint checkpoint = StaticQuantization.Calibrate(trained, texts, new WeightFormat(matrixBits, embeddingBits, group));
        Tally same = Measure(checkpoint, texts);
        Assert.InRange(same.Of, 2000, int.MaxValue);
        Assert.True(same.Share >= Agreement, $"{same}");
    }

    /// <summary>Texts to which the checkpoint's image and its fake-quantised network give the same answer.</summary>
    internal static Tally Measure(Checkpoint checkpoint, IReadOnlyList<string> texts)
    {
        using var image = new HostImage(PlannedImage.Write(checkpoint));
        var rounded = new FloatModel(checkpoint, checkpoint.Plan);
        Tally same = AnswerAgreement.Measure(new DeviceRecognizer(image), new LogitRecognizer(checkpoint.Schema, CalibrationSection.Identity, rounded), texts);
        TestContext.Current.TestOutputHelper?.WriteLine($"{same.Right} of {same.Of} answers agree");
        return same;
    }
}
