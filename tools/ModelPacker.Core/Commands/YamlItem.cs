namespace ModelPacker.Core.Commands;

/// <summary>A node of a YAML document that remembers where it stands.</summary>
/// <param name="Start">Offset in the source.</param>
internal abstract record YamlItem(int Start);

/// <summary>A text. <paramref name="Offsets"/> maps its characters to the source, or is null where that is not known.</summary>
internal sealed record YamlScalar(int Start, string Value, bool Quoted, int[]? Offsets) : YamlItem(Start)
{
    /// <summary>Nothing was written, or "null" or "~".</summary>
    public bool IsNull => !Quoted && Value is "" or "~" or "null";

    /// <summary>Where character <paramref name="index"/> of the value stands in the source.</summary>
    public int At(int index) => Offsets is null || Offsets.Length == 0 ? Start
        : index < Offsets.Length ? Offsets[index]
        : Offsets[^1] + 1;
}

internal sealed record YamlSequence(int Start, IReadOnlyList<YamlItem> Items) : YamlItem(Start);

internal sealed record YamlMapping(int Start, IReadOnlyList<(YamlScalar Key, YamlItem Value)> Entries) : YamlItem(Start)
{
    /// <summary>The value of a key, or null.</summary>
    public YamlItem? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;
}
