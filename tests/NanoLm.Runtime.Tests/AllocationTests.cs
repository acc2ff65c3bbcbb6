using NanoLm.Actions;
using NanoLm.Console;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Tests;

/// <summary>
/// What managed code allocates. Bytes of .NET's heap: nanoCLR's objects are no larger, with heads of 12 bytes and references of 4.
/// </summary>
public class AllocationTests
{
    private const int MaxTextBytes = 400;
    private const int BytesPerCommand = 2048;

    private static readonly byte[] Bidirectional = Samples.Image(causal: false);
    private static readonly byte[] Causal = Samples.Image(causal: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_command_of_any_number_of_tokens_allocates_nothing(bool causal)
    {
        using var board = Samples.UseBoard(causal ? Causal : Bidirectional);
        var recognizer = new Recognizer(ModelSlot.Open(0), MaxTextBytes, cacheBytes: 0);
        var frames = new FrameJson(recognizer.Grammar, instructions: false);
        var json = new JsonWriter(512);
        var lines = Enumerable.Range(1, 20).Select(words => Samples.Utf8(string.Join(' ', Enumerable.Repeat("ab7", words)))).ToArray();
        Run(); // what is made once: buffers that grew, methods that were compiled
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (var line in lines)
            {
                recognizer.Recognize(line, line.Length);
                json.Clear();
                frames.WriteLine(json, recognizer.Frame, recognizer.Text, line, recognizer.FromCache, recognizer.Ticks);
            }
        }
    }

    [Fact]
    public void A_new_command_through_the_console_and_the_cache_allocates_at_most_2_KB()
    {
        var lines = Enumerable.Range(0, 300).Select(i => $"set the kitchen light to {i} percent for ten minutes and the bedroom to {i} please\n").ToArray();
        Assert.InRange(Allocated(lines) / (lines.Length - MeasuredPort.First), 1, BytesPerCommand); // its entry in the cache
    }

    [Fact]
    public void Known_commands_refusals_and_console_words_allocate_nothing()
    {
        string[] lines = ["set the kitchen light\n", "?\n", new string('x', MaxTextBytes + 1) + "\n", string.Concat(Enumerable.Repeat("a ", 150)) + "\n", "/stats\n", "/info\n"];
        Assert.Equal(0, Allocated([.. Enumerable.Repeat(lines, 50).SelectMany(l => l)]));
    }

    // Bytes from the hundredth line on, by which everything has been seen that comes again.
    private static long Allocated(string[] lines)
    {
        using var board = Samples.UseBoard(Bidirectional);
        var model = ModelSlot.Open(0);
        var recognizer = new Recognizer(model, MaxTextBytes, cacheBytes: 4096);
        var port = new MeasuredPort([.. lines.Select(Samples.Utf8)]);
        new CommandConsole(model, recognizer, port, new NoPins(), MaxTextBytes, interactive: false, instructions: false).Run();
        return port.Measured;
    }

    /// <summary>Hands out a line at a time, in chunks that fit.</summary>
    private sealed class MeasuredPort(byte[][] lines) : BytePort
    {
        public const int First = 100;

        private int _line, _at;
        private long _before;

        public long Measured { get; private set; }

        public override int Read(byte[] buffer)
        {
            if (_line == First && _at == 0)
                _before = GC.GetAllocatedBytesForCurrentThread();
            if (_line == lines.Length)
            {
                Measured = GC.GetAllocatedBytesForCurrentThread() - _before;
                return 0;
            }

            var count = Math.Min(buffer.Length, lines[_line].Length - _at);
            Array.Copy(lines[_line], _at, buffer, 0, count);
            _at += count;
            if (_at == lines[_line].Length)
                (_line, _at) = (_line + 1, 0);
            return count;
        }

        public override void Write(byte[] buffer, int count)
        {
        }
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
