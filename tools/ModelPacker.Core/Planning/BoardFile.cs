using System.Globalization;
using System.Text.Json;
using ModelPacker.Core.Image;

namespace ModelPacker.Core.Planning;

/// <summary>What packing and planning need of a board.json (docs/boards.md).</summary>
/// <param name="Name">The board's name.</param>
/// <param name="Regions">Its memory beside the model slots; may be empty.</param>
/// <param name="Slots">Its model slots; may be empty.</param>
/// <param name="Stack">Its stack, or null when the file does not say.</param>
/// <param name="ArenaRegion">The region that sessions lie in.</param>
/// <param name="Order">The order of weights that its kernels are made for.</param>
public sealed record BoardFile(
    string Name, IReadOnlyList<MemoryRegion> Regions, IReadOnlyList<MemoryRegion> Slots, StackUse? Stack, string ArenaRegion, WeightOrder Order)
{
    private const string DefaultRegion = "RAM";

    /// <summary>Bytes that every slot has for an image, or null when the file does not say.</summary>
    public long? SlotBytes => Slots.Count == 0 ? null : Slots.Min(slot => slot.Bytes - slot.Taken.Sum(use => use.Bytes));

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is no board.json.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BoardFile Load(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads the text of a board.json.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InvalidDataException">It is no board.json.</exception>
    public static BoardFile Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
            or ArgumentException)
        {
            throw new InvalidDataException($"{source}: not a board.json, which is JSON with \"name\", \"memory\" and \"slots\" as docs/boards.md says: {e.Message}", e);
        }
    }

    private static BoardFile Read(JsonElement root)
    {
        MemoryRegion[] regions = root.TryGetProperty("memory", out JsonElement memory)
            ? [.. memory.EnumerateObject().Select(region =>
                Region(region.Name, region.Value, region.Name == DefaultRegion ? RegionKind.Ram : RegionKind.Flash))]
            : [];
        MemoryRegion[] slots = root.TryGetProperty("slots", out JsonElement array)
            ? [.. array.EnumerateArray().Select((slot, index) => Region($"slot {index}", slot, RegionKind.Flash))]
            : [];
        string arena = root.TryGetProperty("arena", out JsonElement name) ? Text(name) : DefaultRegion;
        StackUse? stack = root.TryGetProperty("stack", out JsonElement use)
            ? new StackUse(
                use.TryGetProperty("region", out JsonElement where) ? Text(where) : DefaultRegion,
                Bytes(use.GetProperty("bytes")),
                use.TryGetProperty("measured", out JsonElement measured) ? Bytes(measured) : null)
            : null;
        WeightOrder order = root.TryGetProperty("weight_order", out JsonElement text)
            ? Enum.Parse<WeightOrder>(Text(text), ignoreCase: true) : WeightOrder.Rows;
        foreach (string needed in new[] { arena, stack?.Region ?? arena })
        {
            if (regions.Length > 0 && !regions.Any(region => region.Name == needed))
            {
                throw new FormatException($"there is no region {needed} in \"memory\"");
            }
        }

        AddressMap.Demand(regions, slots);
        return new BoardFile(Text(root.GetProperty("name")), AddressMap.WithSlots(regions, slots), slots, stack, arena, order);
    }

    private static MemoryRegion Region(string name, JsonElement region, RegionKind kind)
    {
        if (region.TryGetProperty("kind", out JsonElement text))
        {
            kind = Enum.Parse<RegionKind>(Text(text), ignoreCase: true);
        }

        MemoryUse[] taken = region.TryGetProperty("taken", out JsonElement uses)
            ? [.. uses.EnumerateObject().Select(use => Use(use.Name, use.Value))] : [];
        SectorRun[]? sectors = region.TryGetProperty("sectors", out JsonElement runs)
            ? [.. runs.EnumerateArray().Select(run => new SectorRun(Bytes(run.GetProperty("count")), Bytes(run.GetProperty("bytes"))))] : null;
        return new MemoryRegion(name, kind, Bytes(region.GetProperty("bytes")), taken, Base(region), sectors);
    }

    // A number of bytes, or an area: {"base": ..., "bytes": ...}.
    private static MemoryUse Use(string what, JsonElement use) => use.ValueKind == JsonValueKind.Object
        ? new MemoryUse(what, Bytes(use.GetProperty("bytes")), Base(use)) : new MemoryUse(what, Bytes(use));

    private static long? Base(JsonElement area) => area.TryGetProperty("base", out JsonElement address) ? Bytes(address) : null;

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("a text is null");

    private static long Bytes(JsonElement bytes)
    {
        long count = bytes.ValueKind == JsonValueKind.Number ? bytes.GetInt64() : Parse(Text(bytes));
        return count >= 0 ? count : throw new FormatException($"{count} bytes");
    }

    private static long Parse(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : long.Parse(text, CultureInfo.InvariantCulture);
}
