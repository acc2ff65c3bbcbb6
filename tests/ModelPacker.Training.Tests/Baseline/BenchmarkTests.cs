using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Baseline;

namespace ModelPacker.Training.Tests.Baseline;

/// <summary>Guards the accuracy that the reports compare with.</summary>
public sealed class BenchmarkTests
{
    [Fact]
    public void On_SNIPS_it_is_as_good_as_known()
    {
        string folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "snips"));
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "train.jsonl")), $"SNIPS is not in {folder}");
        (Schema schema, IReadOnlyList<Utterance> train) = JsonlReader.LoadAlone(Path.Combine(folder, "train.jsonl"));
        IReadOnlyList<Utterance> development = JsonlReader.Load(Path.Combine(folder, "dev.jsonl"), schema, needSpans: false);
        double? accuracy = BaselineStage.Run(schema.Intents.Count, train, development).Record.Intent;
        Assert.True(accuracy > 0.98, $"{accuracy}"); // measured: 0.984
    }
}
