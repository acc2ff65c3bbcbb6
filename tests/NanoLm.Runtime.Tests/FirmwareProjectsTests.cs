using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NanoLm.Runtime.Tests;

/// <summary>The .nfproj files cannot be built without nanoFramework's project system; what they list can be checked.</summary>
public class FirmwareProjectsTests
{
    [Theory]
    [InlineData("NanoLm.Kernels")]
    [InlineData("NanoLm.Runtime")]
    [InlineData("NanoLm")]
    public void A_project_lists_its_sources_and_restores_what_it_references(string name)
    {
        var folder = Path.Combine(RepositoryRoot(), "firmware", name);
        var project = XDocument.Load(Path.Combine(folder, name + ".nfproj"));
        Assert.Equal(name, Elements(project, "AssemblyName").Single().Value);

        var sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('/', '\\'))
            .Where(f => !f.StartsWith("obj\\", StringComparison.Ordinal) && !f.StartsWith("bin\\", StringComparison.Ordinal));
        Assert.Equal(sources.Order(StringComparer.Ordinal), Includes(project, "Compile").Order(StringComparer.Ordinal));

        var packages = XDocument.Load(Path.Combine(folder, "packages.config")).Root!.Elements()
            .Select(p => $"..\\packages\\{p.Attribute("id")!.Value}.{p.Attribute("version")!.Value}\\lib\\");
        var shared = XDocument.Load(Path.Combine(RepositoryRoot(), "nf.props"));
        Assert.Equal("9.0", Elements(shared, "LangVersion").Single().Value);
        Assert.Equal("..\\..\\nf.props", Elements(project, "Import").First().Attribute("Project")!.Value);
        var references = Elements(project, "HintPath").Select(h => Expand(h.Value[..(h.Value.LastIndexOf('\\') + 1)], shared));
        Assert.Equal(packages.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));

        Assert.All(Includes(project, "ProjectReference"), p => Assert.True(File.Exists(Path.Combine(folder, p.Replace('\\', '/')))));
        var solution = File.ReadAllText(Path.Combine(folder, "..", "NanoLm.Firmware.sln"));
        Assert.Contains($"\"{name}\\{name}.nfproj\", \"{Elements(project, "ProjectGuid").Single().Value}\"", solution);
    }

    private static string Expand(string text, XDocument properties) =>
        Regex.Replace(text, @"\$\((\w+)\)", m => Elements(properties, m.Groups[1].Value).Single().Value);

    private static IEnumerable<XElement> Elements(XDocument project, string name) =>
        project.Descendants().Where(e => e.Name.LocalName == name);

    private static IEnumerable<string> Includes(XDocument project, string name) =>
        Elements(project, name).Select(e => e.Attribute("Include")!.Value);

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NanoLm.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no NanoLm.sln above the tests");
        return folder.FullName;
    }
}
