using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Training.Tests.Pipeline;

public sealed class TrainingPipelineTests(TrainedLamp lamp) : IClassFixture<TrainedLamp>
{
    private readonly PipelineResult result = lamp.Result;

    [Fact]
    public void The_packed_model_understands_its_commands()
    {
        Assert.True(result.Packed.Report.WholeSentences.Share > 0.9, $"{result.Packed.Report.WholeSentences}");
        Assert.True(result.Packed.Report.OutOfScopeRefused.Share > 0.9, $"{result.Packed.Report.OutOfScopeRefused}");
    }

    [Fact]
    public void The_integer_engine_answers_as_the_float_model_does()
    {
        var model = new FloatModel(result.Checkpoint);
        using var image = new HostImage(result.Packed.Image);
        var integer = new IntegerModel(image);
        int intents = 1 + result.Checkpoint.Schema.Intents.Count, same = 0, tags = 0, sameTags = 0;
        double error = 0;
        foreach (Utterance sample in lamp.Data.Samples)
        {
            Logits expected = model.Read(sample.Text)!, actual = integer.Read(sample.Text)!;
            same += Best(expected.Sentence.AsSpan(0, intents)) == Best(actual.Sentence.AsSpan(0, intents)) ? 1 : 0;
            int outputs = result.Checkpoint.Config.TagOutputs;
            for (int at = 0; at < expected.Tags.Length; at += outputs, tags++)
            {
                sameTags += Best(expected.Tags.AsSpan(at, outputs)) == Best(actual.Tags.AsSpan(at, outputs)) ? 1 : 0;
            }

            error += expected.Tags.Zip(actual.Tags, (a, b) => Math.Abs(a - b) / 256.0).DefaultIfEmpty().Average();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"same intent {same}/{lamp.Data.Samples.Count}, same tag {sameTags}/{tags}, mean tag logit error {error / lamp.Data.Samples.Count:f3} nat");
        Assert.True(same >= 0.99 * lamp.Data.Samples.Count, $"{same} of {lamp.Data.Samples.Count} intents agree");
        Assert.True(sameTags >= 0.99 * tags, $"{sameTags} of {tags} tags agree");
    }

    [Fact]
    public void A_saved_checkpoint_packs_to_the_same_bytes()
    {
        Checkpoint read = CheckpointFile.Read(CheckpointFile.Write(lamp.Saved!));
        Assert.Equal(result.Packed.Image, CheckpointPacker.Pack(read, new PackOptions(new ImageHeader())).Image);
    }

    [Fact]
    public void Canaries_are_answered_as_recorded()
    {
        using var image = new HostImage(result.Packed.Image);
        var recognizer = new DeviceRecognizer(image);
        IReadOnlyList<Canary> canaries = CanarySection.Read(image.Reader.Find(SectionType.Canaries)!.Value.Span);
        Assert.Equal(2, canaries.Count);
        Assert.All(canaries, canary => Assert.Equal(canary.Answer, recognizer.RecognizeCanary(canary.Text)));
    }

    [Fact]
    public void The_image_is_sound_and_says_where_it_comes_from()
    {
        ImageReader reader = ImageReader.Open(result.Packed.Image);
        reader.CheckContents();
        string provenance = System.Text.Encoding.UTF8.GetString(reader.Find(SectionType.Provenance)!.Value.Span);
        Assert.Contains("\"sha256:lamp.yaml\"", provenance);
        Assert.DoesNotContain(Path.GetTempPath(), provenance);
    }

    [Fact]
    public void Asking_for_precision_refuses_more()
    {
        // A model that still errs: where all answers are right there is nothing to refuse.
        PipelineResult poor = TrainingPipeline.Run(lamp.Data, TrainedLamp.Options with { Epochs = 2 }, new PackOptions(new ImageHeader()), save: _ => { });
        PackResult strict = CheckpointPacker.Pack(poor.Checkpoint, new PackOptions(new ImageHeader(), Precision: 1));
        Assert.True(strict.Threshold > poor.Packed.Threshold, $"{strict.Threshold} % and {poor.Packed.Threshold} %");
        Assert.Equal(strict.Report.Overall.Of - strict.Report.Overall.Right, strict.Report.FalselyRefused.Right);
    }

    [Fact]
    public void A_cancelled_run_is_packed_all_the_same()
    {
        using var stop = new CancellationTokenSource();
        PipelineResult stopped = TrainingPipeline.Run(
            lamp.Data, TrainedLamp.Options with { Epochs = 1000 }, new PackOptions(new ImageHeader()), save: _ => { },
            new Canceller(stop), stop.Token);
        Assert.True(stopped.Training.WasCancelled);
        ImageReader.Open(stopped.Packed.Image).CheckContents();
    }

    [Fact]
    public void A_checkpoint_without_samples_asks_for_data() =>
        Assert.Contains("--data", Assert.Throws<InvalidDataException>(() =>
            CheckpointPacker.Pack(result.Checkpoint with { Samples = [] }, new PackOptions(new ImageHeader()))).Message);

    private static int Best(ReadOnlySpan<short> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    private sealed class Canceller(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
