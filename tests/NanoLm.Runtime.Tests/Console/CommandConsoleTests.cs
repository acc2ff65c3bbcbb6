using System.Text;
using System.Text.Json;
using CsCheck;
using ModelPacker.Core.Schemas;
using NanoLm.Actions;
using NanoLm.Console;
using NanoLm.Runtime.Inference;

namespace NanoLm.Runtime.Tests.Console;

public class CommandConsoleTests
{
    private const int MaxLineBytes = 80;

    private static readonly byte[] Image = Samples.Image(causal: false);

    [Fact]
    public void A_pipe_gets_one_json_line_for_each_line_whatever_its_bytes()
    {
        var line = Gen.Byte.Where(b => b is not (8 or 10 or 13 or 127)).Array[0, 100];
        line.Array[0, 6].Sample(lines =>
        {
            var output = Run([.. lines.SelectMany(l => (byte[])[.. l, (byte)'\n'])], interactive: false);
            var answers = output.Split('\n');
            Assert.Equal(lines.Length + 1, answers.Length);
            Assert.Equal("", answers[^1]);
            for (var i = 0; i < lines.Length; i++)
            {
                using var json = JsonDocument.Parse(answers[i]);
                Assert.Equal(lines[i].Length > MaxLineBytes, answers[i].Contains("\"too_long\"", StringComparison.Ordinal));
            }
        }, iter: 100);
    }

    [Fact]
    public void A_last_line_without_an_end_is_answered() =>
        Assert.Equal(2, Run("a\nb"u8.ToArray(), interactive: false).Count(c => c == '\n'));

    [Fact]
    public void A_person_sees_a_prompt_and_an_echo()
    {
        var output = Run("/hel\b\bxp\r\n\r\n/info\r"u8.ToArray(), interactive: true);
        Assert.StartsWith("nanolm> /hel\b \b\b \bxp\r\n{\"error\":", output);
        Assert.EndsWith("}\r\nnanolm> ", output);
        Assert.Contains("\r\nnanolm> \r\nnanolm> /info\r\n{\"model\":\"sample\",\"intents\":7,", output);
    }

    [Theory]
    [InlineData("/he\u001b[A\u001b[1;5Clp\u001bOD", "/help")]
    [InlineData("/he\u001b\u001bxlp\u0001", "/help")]
    [InlineData("x\u001b[3\b/help", "x\b \b/help")] // a sequence ends at a control character at the latest
    [InlineData("/\thelp", "/ help")]
    [InlineData("/nonsense\u0003/help", "/nonsense\r\nnanolm> /help")]
    [InlineData("/nonsense\u0015/help", "/nonsense\r\nnanolm> /help")]
    public void Keys_that_are_no_characters_do_not_get_into_the_line(string typed, string echo) =>
        Assert.StartsWith($"nanolm> {echo}\r\n{{\"{(typed.Contains('\t') ? "error" : "help")}\":", Run(Encoding.UTF8.GetBytes(typed + "\r"), interactive: true));

    [Fact]
    public void Keys_allocate_nothing()
    {
        using var board = Samples.UseBoard(Image);
        var model = ModelSlot.Open(0);
        var port = new TypingPort("turn on\b\b the \u001b[Alamp\u0015", times: 2000);
        new CommandConsole(model, new Recognizer(model, MaxLineBytes, 4096), port, new RecordedPins(), MaxLineBytes, interactive: true, instructions: false).Run();
        Assert.True(port.Echoed > 2000 * "turn on".Length);
        Assert.Equal(0, port.Allocated);
    }

    [Fact]
    public void Console_words_are_answered_apart_from_commands()
    {
        var answers = Run("set\nset\n/stats\n/forget \n/nonsense\n/help\t \n"u8.ToArray(), interactive: false).Split('\n');
        var stats = JsonDocument.Parse(answers[2]).RootElement;
        Assert.Equal(2, stats.GetProperty("accepted").GetInt32() + stats.GetProperty("refused").GetInt32());
        Assert.Equal(1, stats.GetProperty("from_cache").GetInt32());
        Assert.Equal(1, stats.GetProperty("cache_prompts").GetInt32());
        Assert.Equal(0, JsonDocument.Parse(answers[3]).RootElement.GetProperty("cache_prompts").GetInt32());
        Assert.StartsWith("{\"error\":", answers[4]);
        Assert.True(JsonDocument.Parse(answers[5]).RootElement.TryGetProperty("help", out _));
    }

    [Fact]
    public void Actions_set_the_pins_whose_conditions_hold()
    {
        var table = new ActionTable(Samples.SampleGrammar);
        var frame = new Frame(Samples.SampleGrammar.SlotCount);
        frame.Begin(Samples.LightOn);
        Assert.Equal(["4=True"], Applied());
        frame.Set(Samples.Area, 2, -1, 0);
        Assert.Equal(["4=True", "5=False"], Applied());
        frame.Set(Samples.Area, 1, -1, 0);
        Assert.Equal(["4=True"], Applied());
        frame.Begin(Samples.Tint);
        frame.Set(Samples.Color, 0, -1, 0);
        Assert.Equal(["6=True"], Applied());
        frame.Refuse(Refusal.LowConfidence);
        Assert.Empty(Applied());

        List<string> Applied()
        {
            var pins = new RecordedPins();
            table.Apply(frame, pins);
            return pins.Changes;
        }
    }

    [Fact]
    public void A_command_is_taken_back_once_to_the_levels_before_it()
    {
        var table = new ActionTable(Samples.SampleGrammar);
        var frame = new Frame(Samples.SampleGrammar.SlotCount);
        frame.Begin(Samples.LightOn);
        table.Apply(frame, new RecordedPins());
        frame.Set(Samples.Area, 2, -1, 0);
        table.Apply(frame, new RecordedPins());
        frame.Refuse(Refusal.LowConfidence);
        table.Apply(frame, new RecordedPins());

        var pins = new RecordedPins();
        Assert.Equal(2, table.TakeBack(pins));
        Assert.Equal(["5=False", "4=True"], pins.Changes); // pin 4 was high from the first command
        Assert.Equal(0, table.TakeBack(pins));
        Assert.Equal(2, pins.Changes.Count);
    }

    [Fact]
    public void The_last_command_is_repeated_and_cancelled_by_keys()
    {
        var accepted = Accepted();
        var answers = Lines(Run(Encoding.UTF8.GetBytes($"\u0012{accepted}\r/help\rnonsense\u0012\u001a\u001a"), interactive: true));
        Assert.Equal("{\"error\":\"there is no command to repeat\"}", answers[0]);
        var command = JsonDocument.Parse(answers[1]).RootElement;
        var repeated = JsonDocument.Parse(answers[3]).RootElement; // in place of the line under way
        Assert.Equal(command.GetProperty("intent").GetString(), repeated.GetProperty("intent").GetString());
        Assert.Equal("cache", repeated.GetProperty("source").GetString());
        var cancelled = JsonDocument.Parse(answers[4]).RootElement;
        Assert.Equal(command.GetProperty("intent").GetString(), cancelled.GetProperty("cancelled").GetString());
        Assert.Equal(0, JsonDocument.Parse(answers[5]).RootElement.GetProperty("pins").GetInt32());
        Assert.Equal(6, answers.Length);
        Assert.Equal(["{\"error\":\"there is no command to cancel\"}"], Lines(Run("\u001a"u8.ToArray(), interactive: true)));
    }

    [Fact]
    public void A_pin_that_the_board_has_not_is_an_answer()
    {
        var image = Samples.Image(causal: false, 0, [.. Samples.SampleSchema.Intents.Select((_, intent) => new PinAction(intent, 77, true, []))]);
        var answers = Lines(Run(Encoding.UTF8.GetBytes(Accepted() + "\r/help\r"), interactive: true, new RecordedPins { Broken = true }, image));
        Assert.StartsWith("{\"error\":\"pin 77 cannot be set; ", answers[0]);
        Assert.StartsWith("{\"help\":", answers[1]);
    }

    // Random weights accept some of these.
    private static string[] Words() => [.. Enumerable.Range(0, 200).Select(i => $"w{i} lamp {i}")];

    private static string Accepted() => Words()[Array.FindIndex(
        Run(Encoding.UTF8.GetBytes(string.Join('\n', Words())), interactive: false).Split('\n'), answer => answer.StartsWith("{\"intent\":\"", StringComparison.Ordinal))];

    private static string[] Lines(string output) => [.. output.Split("\r\n").Where(line => line.StartsWith('{'))];

    private static string Run(byte[] input, bool interactive, RecordedPins? pins = null, byte[]? image = null)
    {
        using var board = Samples.UseBoard(image ?? Image);
        var model = ModelSlot.Open(0);
        var port = new MemoryPort(input);
        var recognizer = new Recognizer(model, MaxLineBytes, 4096);
        new CommandConsole(model, recognizer, port, pins ?? new RecordedPins(), MaxLineBytes, interactive, instructions: false).Run();
        return Encoding.UTF8.GetString(port.Output.ToArray());
    }

    private sealed class MemoryPort(byte[] input) : BytePort
    {
        private readonly MemoryStream source = new(input);

        public MemoryStream Output { get; } = new();

        public override int Read(byte[] buffer) => source.Read(buffer);

        public override void Write(byte[] buffer, int count) => Output.Write(buffer, 0, count);
    }

    // Types the same keys many times; counts what is allocated from the second time on.
    private sealed class TypingPort(string keys, int times) : BytePort
    {
        private readonly byte[] bytes = Encoding.UTF8.GetBytes(keys);
        private long start;
        private int typed;

        public long Allocated { get; private set; }

        public int Echoed { get; private set; }

        public override int Read(byte[] buffer)
        {
            if (typed == 1)
                start = GC.GetAllocatedBytesForCurrentThread();
            if (typed == times)
            {
                Allocated = GC.GetAllocatedBytesForCurrentThread() - start;
                return 0;
            }

            typed++;
            bytes.CopyTo(buffer, 0);
            return bytes.Length;
        }

        public override void Write(byte[] buffer, int count) => Echoed += count;
    }

    private sealed class RecordedPins : Pins
    {
        public List<string> Changes { get; } = [];

        public bool Broken { get; init; }

        public override void Set(int pin, bool high)
        {
            if (Broken)
                throw new PinException(pin, "there is none");
            Changes.Add($"{pin}={high}");
        }

        public override void ShowBusy(bool busy)
        {
        }
    }
}
