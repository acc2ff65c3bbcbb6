namespace ModelPacker.Core.Image;

/// <summary>One section of an image.</summary>
/// <param name="Type">See <see cref="SectionType"/>.</param>
/// <param name="Index">Number among the sections of its type.</param>
public sealed record ImageSection(uint Type, int Index, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>For messages: "LAYR 0".</summary>
    public string Name => $"{SectionType.Name(Type)} {Index}";
}
