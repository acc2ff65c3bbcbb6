using System.Diagnostics;

namespace NanoLm.Gate.Projects;

/// <summary>A device's project is really checked where nanoFramework's project system is not installed.</summary>
public sealed class CheckModeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nanolm gate ");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_breaks_on_a_device_breaks_the_build_and_names_the_line()
    {
        Write("class Sound { int Half(int value) => value / 2; }");
        var (code, output) = Build();
        Assert.True(code == 0, output);
        Assert.Contains("Probe: nanoFramework project system not found: checked, not built", output);

        Write("class Unsound\n{\n    int Mean(int sum, int count) => sum / count;\n}");
        (code, output) = Build();
        Assert.Equal(1, code);
        Assert.Contains("Probe.cs(3,37): error division: dividing by 0", output);

        Write("class Wrong { nint x; }");
        (code, output) = Build();
        Assert.Equal(1, code);
        Assert.Contains("Probe.cs(1,", output);

        Write("class Sound { System.Device.Gpio.PinMode mode; int Get() => (int)mode; }");
        (code, output) = Build(); // the package is not referenced
        Assert.Equal(1, code);
        Assert.Contains("error CS0234", output);
    }

    private void Write(string source) => File.WriteAllText(Path.Combine(_folder.FullName, "Probe.cs"), source);

    private (int Code, string Output) Build()
    {
        var root = NanoCompiler.RepositoryRoot;
        File.WriteAllText(Path.Combine(_folder.FullName, "Probe.nfproj"), $"""
            <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <Import Project="{root}nf.props" />
              <PropertyGroup><OutputType>Library</OutputType><AssemblyName>Probe</AssemblyName></PropertyGroup>
              <ItemGroup><Compile Include="Probe.cs" /><Reference Include="mscorlib" /></ItemGroup>
              <Import Project="{root}nf.targets" />
            </Project>
            """);
        // As a part of a solution, which has restored and built the gate already.
        var start = new ProcessStartInfo("dotnet", ["build", "Probe.nfproj", "-c", "Release", "--nologo", "-p:BuildingSolutionFile=true", "-nodeReuse:false"])
        {
            WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var output = build.StandardOutput.ReadToEnd() + errors.Result;
        build.WaitForExit();
        return (build.ExitCode, output);
    }
}
