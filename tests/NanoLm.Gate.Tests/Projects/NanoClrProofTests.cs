using NanoLm.NanoClr;

namespace NanoLm.Gate.Projects;

/// <summary>What `make nanoclr-test` would run stays fit for a device, also where there is no nanoCLR to run it on.</summary>
public sealed class NanoClrProofTests : IDisposable
{
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("nanolm-proof");

    [Fact]
    public void The_proof_passes_the_gate()
    {
        string root = NanoCompiler.RepositoryRoot;
        DeviceProject application = DeviceProject.Load(Path.Combine(root, "firmware", "NanoLm", "NanoLm.nfproj"));
        Assert.Empty(Check(ProofProject.Make(root, application, _output.FullName), []));
    }

    public void Dispose() => _output.Delete(recursive: true);

    private static IEnumerable<Finding> Check(DeviceProject project, Dictionary<string, byte[]> built)
    {
        var findings = project.Projects.Where(below => !built.ContainsKey(below.Assembly)).SelectMany(below => Check(below, built)).ToList();
        var (module, image, errors) = NanoCompiler.Compile(project.Assembly, project.Sources, [.. built.Values]);
        built[project.Assembly] = image;
        return findings.Concat(module is null ? errors : Gate.Check(module));
    }
}
