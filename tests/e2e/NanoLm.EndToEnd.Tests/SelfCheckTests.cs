using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NanoLm.Actions;
using NanoLm.Console;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;
using NanoLm.Kernels.Wire;
using NanoLm.Runtime.Inference;

namespace NanoLm.EndToEnd.Tests;

/// <summary>Boards whose kernels are right pass the self-check; one with a wrong kernel says so and answers rightly all the same.</summary>
public partial class SelfCheckTests
{
    private const string Faulty = "server-peer-faulty";
    private static readonly string Model = Path.Combine(TestBoards.Root, "models", "smart-home", "model.nlm");
    private static readonly string Golden = Path.Combine(TestBoards.Root, "tests", "e2e", "golden");

    public static TheoryData<string> Boards => TestBoards.Wired;

    [Theory]
    [MemberData(nameof(Boards))]
    public void Right_kernels_pass(string name)
    {
        using var image = new TestImage(causal: false);
        using IBoard board = TestBoards.Open(name, image.Path);
        Native.Use(board);
        int start = Native.Ticks();
        Assert.Null(KernelCheck.Run());
        int ticks = Native.Ticks() - start;
        Assert.True(ticks is > 0 and < 3_000_000, $"{ticks} instructions, or microseconds on the desk");
    }

    /// <summary>The fault is in the norm (tests/native/faulty).</summary>
    [Fact]
    public void A_wrong_kernel_is_told_and_the_golden_answers_still_agree()
    {
        Assert.SkipUnless(File.Exists(Model), $"{Model} is missing; `make train` makes it");
        using IBoard board = OpenFaulty(Model);
        Native.Use(board);
        string[] expected = File.ReadAllLines(Path.Combine(Golden, "expected.jsonl"));
        Assert.NotEqual(expected, Answers());
        Assert.Equal("self-check: wrong kernels: norm; the portable ones run instead, slower", KernelCheck.Run());
        Assert.Equal(expected, Answers());
    }

    [Fact]
    public void The_check_waits_for_sessions_to_be_closed()
    {
        using var image = new TestImage(causal: false);
        using IBoard board = OpenFaulty(image.Path);
        Native.Use(board);
        const int wrongState = -10, norm = 4;
        Assert.Equal((0, 0, wrongState), (Native.ModelOpen(0), Native.SessionOpen(0), Native.SelfCheck()));
        Assert.Equal((0, norm), (Native.SessionClose(0), Native.SelfCheck()));
    }

    private static WireBoard OpenFaulty(string image)
    {
        string path = Path.Combine(TestBoards.Root, "build", "sanitized", Faulty);
        Assert.SkipUnless(File.Exists(path), $"{path} is missing; `make test` builds it");
        Process peer = Process.Start(new ProcessStartInfo(path, [image]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new WireBoard(peer.StandardOutput.BaseStream, peer.StandardInput.BaseStream, TimeSpan.FromSeconds(10), new TestBoards.ProcessOwner(peer));
    }

    /// <summary>The golden commands through the device's console, as nanolm-host runs it.</summary>
    private static string[] Answers()
    {
        int model = ModelSlot.Open(0);
        var recognizer = new Recognizer(model, 512, 8192);
        var port = new MemoryPort(File.ReadAllBytes(Path.Combine(Golden, "commands.txt")));
        new CommandConsole(model, recognizer, port, new NoPins(), 512, interactive: false, instructions: false).Run();
        recognizer.Close();
        Assert.Equal(0, Native.ModelClose(model));
        return [.. port.Written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Time().Replace(line, ""))];
    }

    [GeneratedRegex(",\"us\":[0-9]+(?=}$)")]
    private static partial Regex Time();

    private sealed class MemoryPort(byte[] input) : BytePort
    {
        private readonly MemoryStream _input = new(input);
        private readonly MemoryStream _output = new();

        internal string Written => Encoding.UTF8.GetString(_output.ToArray());

        public override int Read(byte[] buffer) => _input.Read(buffer);

        public override void Write(byte[] buffer, int count) => _output.Write(buffer, 0, count);
    }

    private sealed class NoPins : Pins
    {
        public override void Set(int pin, bool high)
        {
        }

        public override void ShowBusy(bool busy)
        {
        }
    }
}
