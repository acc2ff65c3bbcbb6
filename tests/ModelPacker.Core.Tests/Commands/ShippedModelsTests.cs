using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;

namespace ModelPacker.Core.Tests.Commands;

public class ShippedModelsTests
{
    [Fact]
    public void Every_shipped_command_file_is_valid_and_fits_its_development_sentences()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "NanoLm.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string models = Path.Combine(root, "models");
        Assert.SkipUnless(Directory.Exists(models), "no models are in this checkout");
        string[] files = Directory.GetFiles(models, "commands.yaml", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string path in files)
        {
            CommandFile file = CommandFile.Load(path);
            string sentences = Path.Combine(root, "tests", Path.GetFileName(Path.GetDirectoryName(path)!), "dev.jsonl");
            if (File.Exists(sentences))
            {
                Assert.NotEmpty(JsonlReader.Load(sentences, file.Schema, needSpans: false));
            }
        }
    }
}
