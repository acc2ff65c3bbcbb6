using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;
using ModelPacker.Training.QuantizationAware;
using ModelPacker.Training.Tests.QuantizationAware;

namespace ModelPacker.Training.Tests;

/// <summary>Guards accuracy on a public corpus, where a subtle mistake shows that no gradient check finds.</summary>
public sealed class SnipsTests
{
    [Fact]
    public void A_short_run_on_SNIPS_gives_what_it_gave_before()
    {
        string folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "snips"));
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "train.jsonl")), $"SNIPS is not in {folder}");
        (Schema schema, IReadOnlyList<Utterance> train) = JsonlReader.LoadAlone(Path.Combine(folder, "train.jsonl"));
        IReadOnlyList<Utterance> development = JsonlReader.Load(Path.Combine(folder, "dev.jsonl"), schema, needSpans: true);

        var options = new TrainingOptions { Epochs = 3 };
        TrainingResult result = Trainer.Run(new TrainingJob(options, schema, new FixedExamples([.. train.Take(6000)], 1), development));

        // Measured: 0.976 and 0.27.
        Assert.True(result.Development.Intent > 0.95, $"{result.Development}");
        Assert.True(result.Development.Frame > 0.2, $"{result.Development}");

        // The packed image answers as the fake-quantised model, on sentences that neither training nor calibration has seen, too.
        Checkpoint calibrated = StaticQuantization.Calibrate(result.Checkpoint, [.. development.Select(sample => sample.Text)], WeightFormat.Int8);
        Tally same = ParityTests.Measure(calibrated, [.. development.Concat(train.Skip(6000).Take(2300)).Select(sample => sample.Text)]);
        Assert.True(same.Share >= 0.999, $"{same}");
    }
}
