using System.Globalization;
using System.Text.Json;

namespace ModelPacker.Core.Image;

/// <summary>What packing needs of a board.json.</summary>
/// <param name="Name">The board's name.</param>
/// <param name="RamBytes">Size of its RAM, or null when the file does not say.</param>
/// <param name="SlotBytes">Size of its smallest model slot, or null when the file does not say.</param>
/// <param name="Order">The order of weights that its kernels are made for.</param>
public sealed record BoardFile(string Name, long? RamBytes, long? SlotBytes, WeightOrder Order = WeightOrder.Rows)
{
    /// <exception cref="InvalidDataException">The file is no board.json.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BoardFile Load(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            JsonElement root = document.RootElement;
            string name = root.GetProperty("name").GetString() ?? throw new InvalidDataException($"{path}: \"name\" is null");
            long? ram = root.TryGetProperty("memory", out JsonElement memory) && memory.TryGetProperty("RAM", out JsonElement region)
                ? Bytes(region) : null;
            long? slot = root.TryGetProperty("slots", out JsonElement slots) ? slots.EnumerateArray().Select(Bytes).Min() : null;
            WeightOrder order = root.TryGetProperty("weight_order", out JsonElement text)
                ? Enum.Parse<WeightOrder>(text.GetString()!, ignoreCase: true) : WeightOrder.Rows;
            return new BoardFile(name, ram, slot, order);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
            or ArgumentException)
        {
            throw new InvalidDataException($"{path}: not a board.json, which is JSON with \"name\", \"memory\" and \"slots\", and \"weight_order\" of \"rows\", \"dsp\" or \"mve\"", e);
        }
    }

    /// <summary>Checks that a model fits the board.</summary>
    /// <exception cref="ImageException">It does not; the message says by how much.</exception>
    public void Check(int imageBytes, int arenaBytes)
    {
        if (imageBytes > SlotBytes)
        {
            throw new ImageException(
                $"the image has {imageBytes} bytes, but a model slot of {Name} only {SlotBytes}: make the model smaller");
        }

        if (arenaBytes > RamBytes)
        {
            throw new ImageException(
                $"a session takes {arenaBytes} bytes of RAM, but {Name} has only {RamBytes}: use fewer tokens or a narrower model");
        }
    }

    private static long? Bytes(JsonElement region)
    {
        JsonElement bytes = region.GetProperty("bytes");
        if (bytes.ValueKind == JsonValueKind.Number)
        {
            return bytes.GetInt64();
        }

        string text = bytes.GetString() ?? throw new FormatException("\"bytes\" is null");
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
