using System.Xml.Linq;

namespace NanoLm.NanoClr;

/// <summary>What a .nfproj says: an assembly, its sources, and what it refers to.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="IsProgram">Whether it has a Main.</param>
/// <param name="Sources">Full paths.</param>
/// <param name="References">Names of nanoFramework's assemblies.</param>
/// <param name="Projects">Projects that it is built upon.</param>
public sealed record DeviceProject(
    string Assembly, bool IsProgram, IReadOnlyList<string> Sources, IReadOnlyList<string> References, IReadOnlyList<DeviceProject> Projects)
{
    /// <summary>Reads a project and those it refers to. Only plain items are understood: what our projects have.</summary>
    /// <exception cref="InvalidDataException">The project is not written so.</exception>
    public static DeviceProject Load(string path)
    {
        XElement root = XDocument.Load(path).Root!;
        IEnumerable<string> Items(string name) => root.Descendants(root.Name.Namespace + name).Select(item => (string?)item.Attribute("Include")).OfType<string>();
        string Property(string name) => (string?)root.Descendants(root.Name.Namespace + name).FirstOrDefault()
            ?? throw new InvalidDataException($"{path} has no {name}.");
        string Full(string relative) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, relative.Replace('\\', '/')));
        return new(
            Property("AssemblyName"), Property("OutputType") == "Exe", [.. Items("Compile").Select(Full)],
            [.. Items("Reference").Select(name => name.Split(',')[0])], [.. Items("ProjectReference").Select(Full).Select(Load)]);
    }
}
