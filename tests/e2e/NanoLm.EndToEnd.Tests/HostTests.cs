using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NanoLm.Kernels.Emulation;

namespace NanoLm.EndToEnd.Tests;

/// <summary>What scripts may rely on: one JSON line for each line, whatever bytes it has; messages apart.</summary>
public class HostTests
{
    [Fact]
    public async Task EveryLineHasOneAnswer()
    {
        byte[][] lines =
        [
            "turn on the kitchen light"u8.ToArray(),
            [],
            "  "u8.ToArray(),
            "half\r"u8.ToArray(),
            "a\rb\bc\x7F"u8.ToArray(),
            [0xFF, 0xFE, 0xC0, 0x80, 0x00, 0x1B, 0xED, 0xA0, 0x80],
            Encoding.UTF8.GetBytes(new string('x', 100_000)),
            Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat("on", 200))),
            "\"quoted\" \\ {\"intent\":1}"u8.ToArray(),
            "ünïcödé 灯 💡"u8.ToArray(),
            "/info"u8.ToArray(),
            "the last line has no end"u8.ToArray(),
        ];
        string[] answers = await Answers([.. lines.SelectMany((line, i) => i == 0 ? line : [(byte)'\n', .. line])]);
        Assert.Equal(lines.Length, answers.Length);
        Assert.Equal("out_of_scope", Reason(answers[1]));
        Assert.Equal("out_of_scope", Reason(answers[2]));
        Assert.Equal("too_long", Reason(answers[6]));
        Assert.Equal("too_long", Reason(answers[7]));
    }

    [Fact]
    public async Task RandomBytesAreSurvived()
    {
        var random = new Random(3);
        var bytes = new byte[60_000];
        random.NextBytes(bytes);
        string[] answers = await Answers([.. bytes, (byte)'\n']);
        Assert.Equal(bytes.Count(value => value == '\n') + 1, answers.Length);
    }

    [Fact]
    public async Task NothingInNothingOut() => Assert.Empty(await Answers([]));

    [Theory]
    [InlineData("--model", "/does/not/exist.nlm", "does not exist")]
    [InlineData("--board", "no-such-board", "There is no emulated board 'no-such-board'")]
    public async Task MistakesAreExplained(string option, string value, string message)
    {
        using var image = new TestImage(causal: false);
        string[] model = option == "--model" ? [] : ["--model", image.Path];
        (int code, string output, string errors) = await HostProcess.Run([], [.. model, option, value]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(message, errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task AFileThatIsNoImageIsRefused()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[5000]);
        (int code, string output, string errors) = await HostProcess.Run([], "--model", path);
        File.Delete(path);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("nanolm-host: ", errors);
    }

    [Theory]
    [InlineData("$HOST --model $MODEL <&-; echo exit $? >&2", "standard input is closed")]
    [InlineData("yes help | { $HOST --model $MODEL >&-; echo exit $? >&2; }", "standard output is closed")]
    [InlineData("yes help | { $HOST --model $MODEL; echo exit $? >&2; } | head -1 >/dev/null", "nobody reads standard output")]
    public async Task AStreamThatIsNotThereEndsIt(string script, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no sh on Windows");
        using var image = new TestImage(causal: false);
        var start = new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardError = true };
        start.Environment["HOST"] = Path.Combine(AppContext.BaseDirectory, "nanolm-host");
        start.Environment["MODEL"] = image.Path;
        using Process shell = Process.Start(start)!;
        Task<string> errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        bool ended = shell.WaitForExit(TimeSpan.FromSeconds(20));
        shell.Kill(entireProcessTree: true);
        Assert.True(ended, "still running after 20 s");
        Assert.Contains("nanolm-host: " + message, await errors);
        Assert.Contains("exit 1\n", await errors);
    }

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public void ASignalEndsItAndItsEmulator(string signal)
    {
        const string name = "mps2-an386";
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in Linux's /proc");
        TestBoards.SkipUnlessRunnable(EmulatedBoard.Load(TestBoards.Root, name));
        using var image = new TestImage(causal: false);
        using Process host = HostProcess.Start(["--model", image.Path, "--board", name]);
        Assert.Contains("virtual board", host.StandardError.ReadLine());
        int emulator = int.Parse(File.ReadAllText($"/proc/{host.Id}/task/{host.Id}/children").Split(' ')[0]);
        Process.Start("kill", [signal, host.Id.ToString()]).WaitForExit();
        Assert.True(host.WaitForExit(TimeSpan.FromSeconds(20)), "still running 20 s after the signal");
        Assert.Equal(0, host.ExitCode);
        Assert.False(File.Exists($"/proc/{emulator}/exe") && File.ReadAllText($"/proc/{emulator}/comm").Contains("qemu"), "the emulator is still running");
    }

    [Fact]
    public void APseudoTerminalIsLikeASerialPort()
    {
        Assert.SkipUnless(Directory.Exists("/dev/pts") && Directory.EnumerateFileSystemEntries("/dev/pts").Any(), "there are no pseudo-terminals here: /dev/pts is not mounted");
        using var image = new TestImage(causal: false);
        using Process host = HostProcess.Start(["--model", image.Path, "--pty"]);
        string banner = host.StandardError.ReadLine()!;
        using (var peer = new FileStream(banner[banner.IndexOf("/dev/", StringComparison.Ordinal)..], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0))
        {
            Assert.Equal("nanolm> ", ReadUntil(peer, "nanolm> "));
            peer.Write("/hel\x7Flp\r"u8);
            string answer = ReadUntil(peer, "nanolm> ");
            Assert.StartsWith("/hel\b \blp\r\n{\"help\":", answer);
        }
        host.Kill();
    }

    internal static string ReadUntil(Stream stream, string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            int value = stream.ReadByte();
            Assert.True(value >= 0, $"ended after '{text}'");
            text.Append((char)value);
        }
        return text.ToString();
    }

    private static async Task<string[]> Answers(byte[] input)
    {
        using var image = new TestImage(causal: false);
        (int code, string output, string errors) = await HostProcess.Run(input, "--model", image.Path);
        Assert.True(code == 0, errors);
        string[] answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(answers, answer => JsonDocument.Parse(answer).Dispose());
        return answers;
    }

    private static string? Reason(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("reason").GetString();
    }
}
