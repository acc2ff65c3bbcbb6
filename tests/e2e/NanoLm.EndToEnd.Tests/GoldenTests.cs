using System.Text.RegularExpressions;
using NanoLm.Kernels.Emulation;

namespace NanoLm.EndToEnd.Tests;

/// <summary>
/// The default model's answers to golden/commands.txt, times aside, are golden/expected.jsonl on the desk and on every
/// emulated board. NANOLM_UPDATE_GOLDEN=1 writes the desk's answers there.
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
        string[] answers = await Transcript();
        if (Environment.GetEnvironmentVariable("NANOLM_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllLinesAsync(Expected, answers);
        }
        Assert.Equal(await File.ReadAllLinesAsync(Expected), answers);
        Assert.Equal((await File.ReadAllBytesAsync(Commands)).Count(value => value == '\n'), answers.Length);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task ABoardAnswersAsTheDesk(string board)
    {
        TestBoards.SkipUnlessRunnable(EmulatedBoard.Load(TestBoards.Root, board));
        Assert.Equal(await Transcript(), await Transcript("--board", board));
    }

    private static async Task<string[]> Transcript(params IEnumerable<string> arguments)
    {
        Assert.SkipUnless(File.Exists(Model), $"{Model} is missing; `make train` makes it");
        (int code, string output, string errors) = await HostProcess.Run(await File.ReadAllBytesAsync(Commands), ["--model", Model, .. arguments]);
        Assert.True(code == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Time().Replace(line, ""))];
    }

    [GeneratedRegex(",\"(us|instructions)\":[0-9]+(?=}$)")]
    private static partial Regex Time();
}
