using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Corpora;

/// <summary>Public corpora that are no part of the repository; skipped where they are absent.</summary>
public class PublicCorporaTests
{
    [Theory]
    [InlineData("snips", 13084, 7, 39)]
    [InlineData("hwu64", 9960, 64, 54)]
    [InlineData("clinc150", 15000, 150, 0)]
    public void Reads_public_corpora(string name, int rows, int intents, int slots)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "NanoLm.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string path = Path.Combine(root, "..", "shared", "data", name, "train.jsonl");
        Assert.SkipUnless(File.Exists(path), $"{name} is not here: {Path.GetFullPath(path)}");

        (Schema schema, IReadOnlyList<Utterance> utterances) = JsonlReader.LoadAlone(path);

        Assert.Equal((rows, intents, slots), (utterances.Count, schema.Intents.Count, schema.Slots.Count));
        foreach (string other in Directory.GetFiles(Path.GetDirectoryName(path)!, "*.jsonl"))
        {
            Assert.NotEmpty(JsonlReader.Load(other, schema, needSpans: false));
        }
    }
}
