namespace ModelPacker.Core.Planning;

/// <summary>What a region of memory is made of.</summary>
public enum RegionKind
{
    /// <summary>Keeps its content without power; only read while a model runs.</summary>
    Flash,

    /// <summary>Read and written.</summary>
    Ram,
}

/// <summary>What lies in a region.</summary>
/// <param name="What">For people.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="Base">Its address, or null where that does not matter.</param>
public sealed record MemoryUse(string What, long Bytes, long? Base = null);

/// <summary>Sectors of flash of one size that follow one another; a sector is what is erased at once.</summary>
/// <param name="Count">How many.</param>
/// <param name="Bytes">The size of each.</param>
public sealed record SectorRun(long Count, long Bytes);

/// <summary>A region of a board's memory.</summary>
/// <param name="Name">Its name in board.json, or "slot 0" and so on.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Taken">What others have of it, the model and its session not counted.</param>
/// <param name="Base">Its address, or null where the file does not say.</param>
/// <param name="Sectors">Its erase sectors from its base on, or null where the file does not say.</param>
public sealed record MemoryRegion(string Name, RegionKind Kind, long Bytes, IReadOnlyList<MemoryUse> Taken, long? Base = null,
    IReadOnlyList<SectorRun>? Sectors = null);

/// <summary>A board's stack.</summary>
/// <param name="Region">The region that it lies in.</param>
/// <param name="Bytes">What is set aside for it.</param>
/// <param name="Measured">The most that the engine's calls took of it on this board, or null when nobody measured.</param>
public sealed record StackUse(string Region, long Bytes, long? Measured);
