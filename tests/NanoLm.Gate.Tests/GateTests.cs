using System.Reflection;
using Mono.Cecil;

namespace NanoLm.Gate;

public class GateTests
{
    public static TheoryData<string> Fixtures()
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.cs").Order(StringComparer.Ordinal))
            data.Add(Path.GetFileNameWithoutExtension(file));
        return data;
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_fixture_is_rejected_by_its_rule_alone(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".cs");
        var (module, _, errors) = NanoCompiler.Compile("Fixture", [file]);
        var findings = module is null ? errors : Gate.Check(module);
        var rules = findings.Select(f => f.Rule).Distinct();
        Assert.Equal(name == "allowed" ? [] : [name.Split('.')[0]], rules);
    }

    [Fact]
    public void Budgets_are_counted()
    {
        Assert.Equal(["member-budget"], Rules("public static class Many {" + string.Concat(Enumerable.Range(0, 256).Select(i => $"public static void M{i}() {{ }}")) + "}"));
        Assert.Equal(["array-initialiser"], Rules("public static class Big { public static byte[] B = {" + string.Join(',', Enumerable.Range(0, 64_000).Select(i => i % 250 + 1)) + "}; }"));
        Assert.Equal(["il-budget"], Rules("public class Long { public int V; " + string.Concat(Enumerable.Range(0, 200).Select(i => $"public void M{i}() {{ {string.Concat(Enumerable.Range(0, 25).Select(n => $"V = V * {n + 1000} + {i};"))} }}")) + "}"));
        Assert.Equal(["string-budget"], Rules("public static class Talk {" + string.Concat(Enumerable.Range(0, 200).Select(i => $"public static string M{i}() => \"{i}{new string('x', 400)}\";")) + "}"));
    }

    [Fact]
    public void The_firmware_is_fit_for_a_device()
    {
        byte[] kernels = Fit("firmware/NanoLm.Kernels"), runtime = Fit("firmware/NanoLm.Runtime", kernels);
        Fit("firmware/NanoLm", kernels, runtime);
        Fit("tests/NFUnitTest.NanoLm", kernels, runtime);
    }

    [Fact]
    public void The_desk_has_the_same_interop_surface()
    {
        var device = Compiled("firmware/NanoLm.Kernels").Module.GetType("NanoLm.Kernels.Native").Methods.Where(m => m.IsPublic).Select(Signature);
        var desk = typeof(Kernels.Native).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(m => $"{m.ReturnType.FullName} {m.Name}({string.Join(",", m.GetParameters().Select(p => p.ParameterType.FullName))})");
        Assert.Superset(device.ToHashSet(), desk.ToHashSet());
        Assert.NotEmpty(device);
    }

    [Fact]
    public void The_interop_assembly_is_externs_only_and_declares_its_native_version()
    {
        var module = Compiled("firmware/NanoLm.Kernels").Module;
        Assert.DoesNotContain('0', module.Assembly.Name.Name);
        Assert.Contains(module.Assembly.CustomAttributes, a => a.AttributeType.Name == "AssemblyNativeVersionAttribute");
        var methods = module.GetTypes().SelectMany(t => t.Methods).ToList();
        Assert.All(methods.Where(m => m.IsPublic), m => Assert.True(m.IsInternalCall, m.FullName));
    }

    private static string Signature(MethodDefinition m) => $"{m.ReturnType.FullName} {m.Name}({string.Join(",", m.Parameters.Select(p => p.ParameterType.FullName))})";

    private static string[] Sources(string project) =>
        [.. Directory.GetFiles(Path.Combine(NanoCompiler.RepositoryRoot, project), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).Order(StringComparer.Ordinal)];

    private static byte[] Fit(string project, params byte[][] references)
    {
        var (module, image) = Compiled(project, references);
        var findings = Gate.Check(module);
        Assert.True(findings.Count == 0, string.Join('\n', findings));
        return image;
    }

    private static (ModuleDefinition Module, byte[] Image) Compiled(string project, params byte[][] references)
    {
        var sources = Sources(project);
        Assert.NotEmpty(sources);
        var (module, image, errors) = NanoCompiler.Compile(Path.GetFileName(project), sources, references);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        return (module!, image);
    }

    private static IEnumerable<string> Rules(string source)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.cs");
        try
        {
            File.WriteAllText(file, source);
            var (module, _, errors) = NanoCompiler.Compile("Fixture", [file]);
            return (module is null ? errors : Gate.Check(module)).Select(f => f.Rule).Distinct();
        }
        finally { File.Delete(file); }
    }
}
