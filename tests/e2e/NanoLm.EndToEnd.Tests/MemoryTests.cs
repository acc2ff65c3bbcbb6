using System.Buffers.Binary;
using System.Globalization;
using ModelPacker.Core.Image;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Quantization;
using NanoLm.Kernels.Emulation;
using NanoLm.Kernels.Wire;

namespace NanoLm.EndToEnd.Tests;

/// <summary>What board.json and the memory plan say is what a board takes, measured on it by painting.</summary>
public class MemoryTests
{
    private static readonly string DefaultModel = Path.Combine(TestBoards.Root, "models", "smart-home", "model.nlm");

    public static TheoryData<string> Boards => TestBoards.Emulated;

    /// <summary>Whole commands over the default model, and over random ones whose weights have all formats in all orders.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void Commands_take_what_was_planned(string name)
    {
        EmulatedBoard board = EmulatedBoard.Load(TestBoards.Root, name);
        TestBoards.SkipUnlessRunnable(board);
        long planned = Planned(name).Stack!.Measured!.Value;
        var stacks = new List<long>();
        if (File.Exists(DefaultModel))
        {
            stacks.Add(Measure(board, DefaultModel));
        }
        foreach (WeightFormat format in new[] { WeightFormat.Int8, new WeightFormat(4, 8, 0), new WeightFormat(4, 4, 16) })
        {
            foreach (WeightOrder order in Enum.GetValues<WeightOrder>())
            {
                using var image = new TestImage(causal: order == WeightOrder.Dsp, format, order);
                stacks.Add(Measure(board, image.Path));
            }
        }
        Assert.InRange(stacks.Max(), planned / 2, planned);
    }

    /// <summary>The kernel server has no more of each region than board.json says, and leaves the rest to the arena.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void The_server_takes_what_board_json_says(string name)
    {
        EmulatedBoard board = EmulatedBoard.Load(TestBoards.Root, name);
        TestBoards.SkipUnlessRunnable(board);
        BoardFile plan = Planned(name);
        foreach (MemoryRegion region in plan.Regions)
        {
            (long from, long bytes) = Range(name, region.Name);
            long taken = Segments(board.ServerPath).Where(segment => segment.Address >= from && segment.Address < from + bytes).Sum(segment => segment.Bytes);
            Assert.InRange(taken, region.Taken.Sum(use => use.Bytes) / 2, region.Taken.Sum(use => use.Bytes));
        }
        using var image = new TestImage(causal: false);
        using WireBoard wire = Emulator.Start(board, image.Path);
        MemoryRegion ram = plan.Regions.Single(region => region.Name == plan.ArenaRegion);
        Assert.InRange(wire.ArenaBytes, ram.Bytes - ram.Taken.Sum(use => use.Bytes) - plan.Stack!.Bytes, ram.Bytes - plan.Stack.Bytes);
    }

    /// <summary>Checks arena and overhead; returns the stack's high-water mark.</summary>
    private static long Measure(EmulatedBoard board, string image)
    {
        string folder = Path.Combine(TestBoards.Root, "build", "boards", board.Name);
        string output = BoardProgram.Run(folder, "memory_test.elf",
            "-device", $"loader,file={image.Replace(",", ",,")},addr=0x{board.Slots[0].Base:x},force-raw=on");
        string[] words = output.TrimEnd('\n').Split(' ');
        Assert.True(words is ["memory", _, "arena", _, "used", _, "gap", _, "stack", _, "overhead", _], output);
        long[] figures = [.. new[] { 3, 5, 7, 9, 11 }.Select(i => long.Parse(words[i], CultureInfo.InvariantCulture))];
        long arena = ArenaLayout.Of(ImageReader.Open(File.ReadAllBytes(image)).Config).Total;
        Assert.Equal((arena, arena), (figures[0], figures[1]));
        Assert.InRange(figures[2], 0, 15);
        Assert.Equal(MemoryPlan.OverheadBytes, figures[4]);
        Assert.InRange(figures[4], 0, 512);
        return figures[3];
    }

    private static BoardFile Planned(string name) => BoardFile.Load(JsonPath(name));

    private static string JsonPath(string name) => Path.Combine(TestBoards.Root, "targets", name, "board.json");

    private static (long Base, long Bytes) Range(string name, string region)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(JsonPath(name)));
        System.Text.Json.JsonElement memory = json.RootElement.GetProperty("memory").GetProperty(region);
        long Number(string field) => long.Parse(memory.GetProperty(field).GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (Number("base"), Number("bytes"));
    }

    /// <summary>What a 32-bit ELF file puts into memory: its PT_LOAD program headers.</summary>
    private static IEnumerable<(long Address, long Bytes)> Segments(string path)
    {
        byte[] elf = File.ReadAllBytes(path);
        uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at));
        int headers = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(44));
        for (int at = (int)Word(28); headers > 0; headers--, at += 32)
        {
            if (Word(at) == 1)
            {
                yield return (Word(at + 8), Word(at + 20));
            }
        }
    }
}
