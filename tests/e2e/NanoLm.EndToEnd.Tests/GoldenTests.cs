using System.Text.RegularExpressions;
using NanoLm.Kernels.Emulation;

namespace NanoLm.EndToEnd.Tests;

/// <summary>
/// The default model's answers to golden/commands.txt, times aside, are golden/expected.jsonl on the desk, and the same on
/// every emulated board. NANOLM_UPDATE_GOLDEN=1 writes the desk's answers there. Without a trained model the boards are
/// compared with the desk over random weights.
/// </summary>
public partial class GoldenTests
{
    private static readonly string Folder = Path.Combine(TestBoards.Root, "tests", "e2e", "golden");
    private static readonly string Commands = Path.Combine(Folder, "commands.txt");
    private static readonly string Expected = Path.Combine(Folder, "expected.jsonl");
    private static readonly string Model = Path.Combine(TestBoards.Root, "models", "smart-home", "model.nlm");

    public static TheoryData<string> Boards => TestBoards.Emulated;

    [Fact]
    public async Task TheDeskAnswersAsExpected()
    {
        Assert.SkipUnless(File.Exists(Model), $"{Model} is missing; `make train` makes it");
        string[] answers = await Transcript(Model);
        if (Environment.GetEnvironmentVariable("NANOLM_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllLinesAsync(Expected, answers);
        }
        Assert.Equal(await File.ReadAllLinesAsync(Expected), answers);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task ABoardAnswersAsTheDesk(string board)
    {
        TestBoards.SkipUnlessRunnable(EmulatedBoard.Load(TestBoards.Root, board));
        using var random = new TestImage(causal: false);
        string model = File.Exists(Model) ? Model : random.Path;
        string[] answers = await Transcript(model, "--board", board);
        Assert.Equal((await File.ReadAllBytesAsync(Commands)).Count(value => value == '\n'), answers.Length);
        Assert.Equal(await Transcript(model), answers);
    }

    private static async Task<string[]> Transcript(string model, params IEnumerable<string> arguments)
    {
        (int code, string output, string errors) = await HostProcess.Run(await File.ReadAllBytesAsync(Commands), ["--model", model, .. arguments]);
        Assert.True(code == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Time().Replace(line, ""))];
    }

    [GeneratedRegex(",\"(us|instructions)\":[0-9]+(?=}$)")]
    private static partial Regex Time();
}
