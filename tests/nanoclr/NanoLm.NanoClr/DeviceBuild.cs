using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NanoLm.Gate;

namespace NanoLm.NanoClr;

/// <summary>Compiles projects against nanoFramework's own assemblies and converts them with its metadata processor.</summary>
/// <param name="references">Folder with the assemblies and their .pe files, such as a packages folder; searched with its subfolders.</param>
/// <param name="metadataProcessor">The command that runs the metadata processor.</param>
/// <param name="output">Folder for what is built.</param>
public sealed class DeviceBuild(string references, string metadataProcessor, string output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Folder for what is built.</summary>
    public string Output { get; } = Directory.CreateDirectory(output).FullName;

    private readonly Dictionary<string, string> _built = [];

    /// <summary>Builds a project and those below it, unless done already.</summary>
    /// <exception cref="ToolException">It does not compile, a reference is missing, or the metadata processor refuses it.</exception>
    public void Build(DeviceProject project)
    {
        if (_built.ContainsKey(project.Assembly)) return;
        foreach (DeviceProject below in project.Projects) Build(below);

        string image = Path.Combine(Output, project.Assembly + (project.IsProgram ? ".exe" : ".dll"));
        string[] known = [.. project.References.Concat(project.Projects.Select(below => below.Assembly)).Distinct()];
        File.WriteAllBytes(image, Compile(project, known.Select(Find)));
        IEnumerable<string> hints = Closure(known).SelectMany(path => new[] { "-loadhints", Path.GetFileNameWithoutExtension(path), path });
        Tool.Run(metadataProcessor, [.. hints, "-parse", image, "-compile", Path.ChangeExtension(image, "pe"), "false"], Limit).Demand();
        _built.Add(project.Assembly, image);
    }

    /// <summary>The .pe files that a program needs, in an order in which each stands after those that it refers to.</summary>
    public IReadOnlyList<string> LoadOrder(params IReadOnlyList<string> assemblies) =>
        [.. Closure(assemblies).Select(image => Path.ChangeExtension(image, "pe")).Select(pe => File.Exists(pe)
            ? pe : throw new ToolException($"{pe} is missing: the .pe file of each assembly is needed beside it."))];

    private static byte[] Compile(DeviceProject project, IEnumerable<string> references)
    {
        var sources = new NanoProject(project.Assembly, project.Sources, [.. references.Select(File.ReadAllBytes)])
        {
            Executable = project.IsProgram,
            Constants = ["NANOFRAMEWORK_1_0"],
        };
        var (module, image, errors) = NanoCompiler.Compile(sources);
        IReadOnlyList<Finding> findings = module is null ? errors : Gate.Gate.Check(module);
        return findings.Count == 0 ? image : throw new ToolException($"{project.Assembly} is wrong:\n{string.Join('\n', findings.Select(finding => finding.Message))}");
    }

    private List<string> Closure(IReadOnlyList<string> assemblies)
    {
        var order = new List<string>();
        foreach (string assembly in assemblies) Visit(assembly, order);
        return order;
    }

    private void Visit(string assembly, List<string> order)
    {
        string image = Find(assembly);
        if (order.Contains(image)) return;
        using var reader = new PEReader(File.OpenRead(image));
        MetadataReader metadata = reader.GetMetadataReader();
        foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
        {
            Visit(metadata.GetString(metadata.GetAssemblyReference(handle).Name), order);
        }
        order.Add(image);
    }

    private string Find(string assembly)
    {
        if (_built.TryGetValue(assembly, out string? built)) return built;
        IEnumerable<string> found = new[] { ".dll", ".exe" }.SelectMany(type => Directory.GetFiles(references, assembly + type, SearchOption.AllDirectories));
        return found.Order(StringComparer.Ordinal).FirstOrDefault() ?? throw new ToolException($"{assembly} is not in {references}.");
    }
}
