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
public sealed record MemoryUse(string What, long Bytes);

/// <summary>A region of a board's memory.</summary>
/// <param name="Name">Its name in board.json, or "slot 0" and so on.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Taken">What others have of it, the model and its session not counted.</param>
public sealed record MemoryRegion(string Name, RegionKind Kind, long Bytes, IReadOnlyList<MemoryUse> Taken);

/// <summary>A board's stack.</summary>
/// <param name="Region">The region that it lies in.</param>
/// <param name="Bytes">What is set aside for it.</param>
/// <param name="Measured">The most that the engine's calls took of it on this board, or null when nobody measured.</param>
public sealed record StackUse(string Region, long Bytes, long? Measured);
