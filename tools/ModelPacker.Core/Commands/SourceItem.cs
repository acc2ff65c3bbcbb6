namespace ModelPacker.Core.Commands;

/// <summary>A node of a YAML or JSON text that remembers where it stands.</summary>
/// <param name="Start">Offset in the source.</param>
internal abstract record SourceItem(int Start);

/// <summary>A text. <paramref name="Offsets"/> maps its characters to the source, or is null where that is not known.</summary>
internal sealed record ScalarItem(int Start, string Value, bool Quoted, int[]? Offsets) : SourceItem(Start)
{
    /// <summary>Nothing was written, or "null" or "~".</summary>
    public bool IsNull => !Quoted && Value is "" or "~" or "null";

    /// <summary>Where character <paramref name="index"/> of the value stands in the source.</summary>
    public int At(int index) => Offsets is null || Offsets.Length == 0 ? Start
        : index < Offsets.Length ? Offsets[index]
        : Offsets[^1] + 1;
}

internal sealed record ListItem(int Start, IReadOnlyList<SourceItem> Items) : SourceItem(Start);

internal sealed record MappingItem(int Start, IReadOnlyList<(ScalarItem Key, SourceItem Value)> Entries) : SourceItem(Start)
{
    /// <summary>The value of a key, or null.</summary>
    public SourceItem? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;
}
