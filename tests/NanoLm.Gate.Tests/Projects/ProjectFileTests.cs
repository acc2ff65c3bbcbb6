using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NanoLm.Gate.Projects;

/// <summary>What nanoFramework's project system would stumble over in the device's project files; it is not here to build them.</summary>
public class ProjectFileTests
{
    private const string ProjectType = "{11A8DD76-328B-46DF-9F39-F559912D0360}";

    private static readonly string Root = NanoCompiler.RepositoryRoot;
    private static readonly XDocument Shared = XDocument.Load(Path.Combine(Root, "nf.props"));

    public static TheoryData<string> Projects => ["firmware/NanoLm.Kernels", "firmware/NanoLm.Runtime", "firmware/NanoLm", "tests/NFUnitTest.NanoLm"];

    public static TheoryData<string> Packages => ["NanoLm.Kernels", "NanoLm.Runtime"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void It_lists_every_source_of_its_folder(string folder)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Path.Combine(Root, folder), f).Replace('/', '\\'))
            .Where(f => !f.StartsWith("obj\\", StringComparison.Ordinal) && !f.StartsWith("bin\\", StringComparison.Ordinal));
        var listed = Includes(Load(folder), "Compile").Where(f => !f.StartsWith("..", StringComparison.Ordinal));
        Assert.Equal(sources.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_unit_tests_take_all_of_the_application_that_touches_no_chip()
    {
        var application = Includes(Load("firmware/NanoLm"), "Compile").Where(f => f.StartsWith("Actions\\", StringComparison.Ordinal) || f.StartsWith("Console\\", StringComparison.Ordinal));
        var linked = Includes(Load("tests/NFUnitTest.NanoLm"), "Compile").Where(f => f.StartsWith("..", StringComparison.Ordinal));
        Assert.Equal(application.Select(f => "..\\..\\firmware\\NanoLm\\" + f), linked);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_file_and_project_that_it_names_is_there(string folder)
    {
        var project = Load(folder);
        string[] named = [.. Includes(project, "Compile"), .. Includes(project, "None"), .. Includes(project, "ProjectReference")];
        Assert.Contains("packages.config", named);
        Assert.All(named, f => Assert.True(File.Exists(Path.Combine(Root, folder, f.Replace('\\', '/'))), f));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void It_restores_what_it_references_in_the_shared_versions(string folder)
    {
        var packages = Restored(folder).Where(p => !p.Id.StartsWith("nanoFramework.Tools.", StringComparison.Ordinal))
            .Select(p => $"..\\..\\packages\\{p.Id}.{p.Version}\\lib\\");
        var references = Elements(Load(folder), "HintPath").Select(h => Expand(h.Value[..(h.Value.LastIndexOf('\\') + 1)])).Distinct();
        Assert.Equal(packages.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
        Assert.All(Restored(folder), p => Assert.Equal("netnano1.0", p.Framework));
    }

    [Fact]
    public void The_metadata_processor_that_is_restored_is_the_one_that_is_used()
    {
        var processors = Projects.SelectMany(row => Restored(row.Data)).Where(p => p.Id.StartsWith("nanoFramework.Tools.MetadataProcessor.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["nanoFramework.Tools.MetadataProcessor.CLI", "nanoFramework.Tools.MetadataProcessor.MsBuildTask"], processors.Select(p => p.Id).Order(StringComparer.Ordinal));
        Assert.All(processors, p => Assert.Equal(Expand("$(MetadataProcessorVersion)"), p.Version));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void It_is_a_nanoframework_project_of_the_solution(string folder)
    {
        var project = Load(folder);
        var imports = Elements(project, "Import").Select(i => i.Attribute("Project")!.Value).ToList();
        Assert.Equal("..\\..\\nf.props", imports[0]);
        Assert.Equal("..\\..\\nf.targets", imports[^1]);
        Assert.Equal("$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets", imports[^2]);
        Assert.StartsWith(ProjectType, Elements(project, "ProjectTypeGuids").Single().Value);
        var name = Path.GetFileName(folder);
        var guid = Elements(project, "ProjectGuid").Single().Value;
        var solution = File.ReadAllText(Path.Combine(Root, "NanoLm.sln"));
        Assert.Contains($"Project(\"{ProjectType}\") = \"{name}\", \"{folder.Replace('/', '\\')}\\{name}.nfproj\", \"{guid}\"", solution);
        foreach (var configuration in new[] { "Debug", "Release" })
            Assert.Contains($"{guid}.{configuration}|Any CPU.Deploy.0 = {configuration}|Any CPU", solution);
        Assert.Equal("9.0", Expand("$(LangVersion)"));
        Assert.Empty(Elements(project, "AllowUnsafeBlocks").Concat(Elements(project, "CheckForOverflowUnderflow"))); // the gate compiles without
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_depends_on_what_the_project_references(string name)
    {
        var folder = $"firmware/{name}";
        var package = XDocument.Load(Path.Combine(Root, folder, name + ".nuspec"));
        Assert.Equal(name, Elements(package, "id").Single().Value);
        var dependencies = Elements(package, "dependency").Select(d => (d.Attribute("id")!.Value, d.Attribute("version")!.Value));
        var packages = Restored(folder).Where(p => !p.Development).Select(p => (p.Id, p.Version));
        var projects = Includes(Load(folder), "ProjectReference").Select(p => (Path.GetFileNameWithoutExtension(p.Replace('\\', '/')), "$version$"));
        Assert.Equal(packages.Concat(projects), dependencies);
        var files = Elements(package, "file").Select(f => f.Attribute("src")!.Value);
        Assert.Equal(new[] { "dll", "pdb", "pdbx", "pe", "xml" }.Select(kind => $"bin\\Release\\{name}.{kind}"), files);
    }

    private static XDocument Load(string folder) => XDocument.Load(Path.Combine(Root, folder, Path.GetFileName(folder) + ".nfproj"));

    private static IEnumerable<(string Id, string Version, string Framework, bool Development)> Restored(string folder) =>
        XDocument.Load(Path.Combine(Root, folder, "packages.config")).Root!.Elements().Select(p => (
            p.Attribute("id")!.Value, p.Attribute("version")!.Value, p.Attribute("targetFramework")!.Value, p.Attribute("developmentDependency")?.Value == "true"));

    private static string Expand(string text) =>
        Regex.Replace(text, @"\$\((\w+)\)", m => Elements(Shared, m.Groups[1].Value).Single().Value);

    private static IEnumerable<XElement> Elements(XDocument file, string name) => file.Descendants().Where(e => e.Name.LocalName == name);

    private static IEnumerable<string> Includes(XDocument file, string name) => Elements(file, name).Select(e => e.Attribute("Include")!.Value);
}
