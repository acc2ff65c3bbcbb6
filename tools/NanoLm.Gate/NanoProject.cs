namespace NanoLm.Gate;

/// <summary>What a device's project file says.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Sources">Paths of its C# files.</param>
/// <param name="References">Images of the assemblies it is compiled against, mscorlib among them.</param>
public sealed record NanoProject(string Assembly, IReadOnlyList<string> Sources, IReadOnlyList<byte[]> References)
{
    /// <summary>Whether it has a Main.</summary>
    public bool Executable { get; init; }

    /// <summary>Version of C#.</summary>
    public string Language { get; init; } = "9.0";

    /// <summary>Preprocessor symbols.</summary>
    public IReadOnlyList<string> Constants { get; init; } = [];
}
