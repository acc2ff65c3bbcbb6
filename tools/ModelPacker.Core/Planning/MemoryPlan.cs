using System.Globalization;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;

namespace ModelPacker.Core.Planning;

/// <summary>A region with all that lies in it.</summary>
/// <param name="Region">The region.</param>
/// <param name="Uses">What others have of it, then what the model needs.</param>
public sealed record RegionPlan(MemoryRegion Region, IReadOnlyList<MemoryUse> Uses)
{
    /// <summary>Bytes that nothing lies in; negative: bytes that are missing.</summary>
    public long Left => Region.Bytes - Uses.Sum(use => use.Bytes);
}

/// <summary>Where a model, its session and what else a board needs lie in the board's memory.</summary>
/// <param name="Board">The board.</param>
/// <param name="Regions">Its regions, model slots last.</param>
/// <param name="Arena">What the arena is made of.</param>
public sealed record MemoryPlan(BoardFile Board, IReadOnlyList<RegionPlan> Regions, ArenaLayout Arena)
{
    /// <summary>RAM of an open model and its session beside the arena: nlm_model and nlm_session on a core of 32 bits.</summary>
    public const int OverheadBytes = 88;

    /// <summary>Whether everything has room.</summary>
    public bool Fits => Regions.All(region => region.Left >= 0);

    /// <summary>Plans a packed image.</summary>
    /// <exception cref="ImageException">The image is damaged.</exception>
    public static MemoryPlan Of(BoardFile board, byte[] image) => Of(board, image.Length, ImageReader.Open(image).Config);

    /// <summary>Plans a model.</summary>
    /// <param name="board">The board.</param>
    /// <param name="imageBytes">Size of its image, which must fit every slot: an update goes to the other one.</param>
    /// <param name="config">Its shape.</param>
    public static MemoryPlan Of(BoardFile board, long imageBytes, ModelConfig config)
    {
        ArenaLayout arena = ArenaLayout.Of(config);
        IEnumerable<MemoryUse> Uses(MemoryRegion region)
        {
            if (board.Stack is { } stack && stack.Region == region.Name)
            {
                yield return new MemoryUse("stack", stack.Bytes);
            }

            if (region.Name == board.ArenaRegion)
            {
                yield return new MemoryUse("model and session", OverheadBytes);
                yield return new MemoryUse("arena", arena.Total);
            }
        }

        return new MemoryPlan(
            board,
            [
                .. board.Regions.Select(region => new RegionPlan(region, [.. region.Taken, .. Uses(region)])),
                .. board.Slots.Select(slot => new RegionPlan(slot, [.. slot.Taken, new MemoryUse("image", imageBytes)])),
            ],
            arena);
    }

    /// <summary>What has no room, a line for each region; empty where all fits.</summary>
    public string Overflow() => string.Join('\n', Regions.Where(region => region.Left < 0).Select(region =>
        $"{region.Region.Name} of {Board.Name} has {Count(region.Region.Bytes)} bytes, {Count(-region.Left)} too few: "
        + string.Join(", ", region.Uses.Select(use => $"{use.What} {Count(use.Bytes)}"))));

    /// <summary>Checks that everything has room.</summary>
    /// <exception cref="ImageException">It has not; the message says where and by how much.</exception>
    public void Demand()
    {
        if (!Fits)
        {
            throw new ImageException(Overflow());
        }
    }

    private static string Count(long bytes) => bytes.ToString("n0", CultureInfo.InvariantCulture);
}
