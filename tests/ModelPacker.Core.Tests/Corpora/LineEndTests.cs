using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;

namespace ModelPacker.Core.Tests.Corpora;

/// <summary>Files with the line ends and the byte order mark that Windows' editors write are read as those without.</summary>
public sealed class LineEndTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("models/smart-home/commands.yaml")]
    [InlineData("tools/ModelPacker.Core/Commands/starter.yaml")]
    public void A_command_file_generates_the_same(string file)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, file));
        Assert.DoesNotContain('\r', text);
        Assert.Equal(Generated(Write("lf.yaml", text, mark: false)), Generated(Write("crlf.yaml", Windows(text), mark: true)));
    }

    [Fact]
    public void Labelled_utterances_are_the_same()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "smart-home", "dev.jsonl"));
        CommandFile commands = CommandFile.Load(Path.Combine(Repository.Root, "models", "smart-home", "commands.yaml"));
        string[] Read(string path) => [.. JsonlReader.Load(path, commands.Schema, needSpans: false).Select(u => JsonlWriter.Line(commands.Schema, u))];
        Assert.Equal(Read(Write("lf.jsonl", text, mark: false)), Read(Write("crlf.jsonl", Windows(text), mark: true)));
    }

    /// <summary>Mistakes are at the same lines and columns, in folded texts too.</summary>
    [Theory]
    [InlineData("name: h\nslots:\n  area: {list: {kitchen: []}}\nintents:\n  on: {slots: [area], sentences: [\"turn on the\n      light in {aera}\"]}\n")]
    [InlineData("name: h\nintents:\n  on:\n    sentences:\n      - turn the\n        lamp [on\n")]
    [InlineData("name: h\nintents:\n  on: {sentences: [on]\n")]
    public void Mistakes_are_at_the_same_places(string text)
    {
        static string[] Places(string text) => [.. Assert.Throws<InputException>(() => CommandFile.Parse(text, "c.yaml")).Message.Split('\n')];
        string[] places = Places(text);
        Assert.All(places, place => Assert.StartsWith("c.yaml:", place));
        Assert.Equal(places, Places(Windows(text)));
    }

    private static string[] Generated(string path)
    {
        CommandFile file = CommandFile.Load(path);
        return [.. new UtteranceGenerator(file, new(), 5).Take(300).Select(u => JsonlWriter.Line(file.Schema, u))];
    }

    private static string Windows(string text) => text.ReplaceLineEndings("\r\n");

    private string Write(string name, string text, bool mark)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text, new System.Text.UTF8Encoding(mark));
        return path;
    }
}
