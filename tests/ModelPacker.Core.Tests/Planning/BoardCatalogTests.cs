using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Planning;

namespace ModelPacker.Core.Tests.Planning;

/// <summary>
/// The boards of targets/. That nothing overlaps and that slots lie on whole sectors is checked whenever a board is loaded (AddressMapTests); here,
/// that the boards say enough for it, have room for the default model, and agree with the files that a device is built from.
/// </summary>
public sealed partial class BoardCatalogTests
{
    private static readonly string Targets = Path.Combine(Repository.Root, "targets");

    // Two slots of the default model do not fit 2 MiB of flash beside nanoCLR; those of the next smaller preset do (tests/ModelPacker.Tests).
    private const string SmallBoard = "ST_STM32F429I_DISCOVERY";

    public static TheoryData<string> Boards => [.. BoardCatalog.Names];

    public static TheoryData<string> Chips => [.. BoardCatalog.Names.Where(name => File.Exists(Path.Combine(Targets, name, "nlm_port.c")))];

    [Fact]
    public void Every_board_of_targets_is_known_by_name() =>
        Assert.Equal(
            Directory.EnumerateFiles(Targets, "board.json", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(),
            BoardCatalog.Names.Order());

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_board_is_found_by_name_folder_and_file(string name)
    {
        foreach (string way in new[] { name, name.ToUpperInvariant(), Path.Combine(Targets, name), Path.Combine(Targets, name, "board.json") })
        {
            Assert.Equal(name, BoardCatalog.Load(way).Name);
        }
    }

    [Fact]
    public void An_unknown_board_is_refused_with_those_that_there_are()
    {
        string message = Assert.Throws<FileNotFoundException>(() => BoardCatalog.Load("ESP32_S4")).Message;
        Assert.StartsWith("ESP32_S4: there is no such file", message);
        Assert.All(BoardCatalog.Names, name => Assert.Contains(name, message));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Two_slots_of_equal_size_hold_the_default_model(string name)
    {
        BoardFile board = BoardCatalog.Load(name);
        Assert.Equal(2, board.Slots.Count);
        Assert.Equal(board.Slots[0].Bytes, board.Slots[1].Bytes);
        Assert.All(board.Slots, slot => Assert.Equal(0, slot.Base % 64));
        byte[] image = File.ReadAllBytes(Path.Combine(Repository.Root, "models", "smart-home", "model.nlm"));
        ModelConfig config = ImageReader.Open(image).Config;
        MemoryPlan plan = MemoryPlan.Of(board, name == SmallBoard ? board.SlotBytes!.Value : image.Length, config);
        Assert.True(plan.Fits, plan.Overflow());
        Assert.Equal(name != SmallBoard, MemoryPlan.Of(board, image.Length, config).Fits);
    }

    /// <summary>Slots lie in flash whose sectors are known, beside nanoFramework's own areas, each with its address.</summary>
    [Theory]
    [MemberData(nameof(Chips))]
    public void A_chip_says_where_its_flash_goes(string name)
    {
        BoardFile board = BoardCatalog.Load(name);
        Assert.All(board.Slots, slot => Assert.Single(board.Regions, region =>
            region.Kind == RegionKind.Flash && region.Sectors is not null && region.Taken.Any(use => use.Base == slot.Base && use.Bytes == slot.Bytes)));
        Assert.All(board.Regions.Where(region => region.Kind == RegionKind.Flash).SelectMany(region => region.Taken), use => Assert.NotNull(use.Base));
        if (name != "CORTEX_M55_256MB")
        {
            IEnumerable<string> uses = board.Regions.SelectMany(region => region.Taken).Select(use => use.What);
            Assert.Subset(uses.ToHashSet(), new HashSet<string> { "nanoCLR", "deployment" });
        }
        Assert.InRange(board.Stack!.Bytes, 2 * 3200, 65536); // the engine's calls take 3,200 bytes on Cortex-M (docs/performance.md), below the interpreter's
    }

    /// <summary>What is compiled in is what is planned with.</summary>
    [Theory]
    [MemberData(nameof(Chips))]
    public void The_port_has_the_boards_slots_and_arena(string name)
    {
        BoardFile board = BoardCatalog.Load(name);
        string port = File.ReadAllText(Path.Combine(Targets, name, "nlm_port.c"));
        MemoryRegion arena = board.Regions.Single(region => region.Name == board.ArenaRegion);
        Assert.Equal(arena.Bytes, Number(ArenaBytes().Match(port).Groups[1].Value));
        Assert.Contains(board.Regions.SelectMany(region => region.Taken), use => use.What == arena.Name && use.Bytes == arena.Bytes);
        if (File.Exists(Path.Combine(Targets, name, "partitions.csv")))
        {
            return; // the chip is asked for its partitions
        }
        Assert.Equal(
            board.Slots.Select(slot => (slot.Base!.Value, slot.Bytes)),
            Slots().Matches(port).Select(slot => (Number(slot.Groups[1].Value), Number(slot.Groups[2].Value))));
    }

    /// <summary>The partition table is board.json's flash: the same areas, and nothing else.</summary>
    [Fact]
    public void The_partition_table_is_the_boards_flash()
    {
        MemoryRegion flash = BoardCatalog.Load("ESP32_S3").Regions.Single(region => region.Name == "FLASH");
        var partitions = File.ReadLines(Path.Combine(Targets, "ESP32_S3", "partitions.csv"))
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split(',', StringSplitOptions.TrimEntries))
            .Select(fields => (Name: fields[0], Type: fields[1], SubType: fields[2], Base: Number(fields[3]), Bytes: Number(fields[4])))
            .ToArray();
        Assert.Equal(
            flash.Taken.Where(use => use.Base > 0x8000).Select(use => (use.Base!.Value, use.Bytes)).Order(),
            partitions.Select(partition => (partition.Base, partition.Bytes)).Order());
        Assert.Equal([("model0", "0x40", "0x00"), ("model1", "0x40", "0x01")],
            partitions.Where(partition => partition.Name.StartsWith("model", StringComparison.Ordinal)).Select(partition => (partition.Name, partition.Type, partition.SubType)));
        Assert.All(partitions, partition => Assert.Equal(0, partition.Base % (partition.Name.StartsWith("model", StringComparison.Ordinal) ? 0x10000 : 0x1000)));
    }

    private static long Number(string text) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"ARENA_BYTES = (0x[0-9A-Fa-f]+)")]
    private static partial Regex ArenaBytes();

    [GeneratedRegex(@"\{\(const void \*\)(0x[0-9A-Fa-f]+), (0x[0-9A-Fa-f]+)\}")]
    private static partial Regex Slots();
}
