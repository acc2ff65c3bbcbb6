using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace NanoLm.Gate;

public class GateTests
{
    private static readonly MetadataReference[] Desk =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(f => MetadataReference.CreateFromFile(f))];

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

    /// <summary>It is nanoFramework that lacks something, and not the fixture that has a mistake.</summary>
    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_fixture_is_sound_on_the_desk(string name)
    {
        var source = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".cs")), new(LanguageVersion.Latest));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);
        var errors = CSharpCompilation.Create("Desk", [source], Desk, options).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors);
    }

    [Fact]
    public void Every_rule_has_a_fixture_or_a_budget()
    {
        var fixtures = Fixtures().Select(row => row.Data.Split('.')[0]).Where(rule => rule != "allowed");
        string[] budgets = ["il-budget", "string-budget", "member-budget", "array-initialiser"];
        Assert.Equal(Advice.All.Order(StringComparer.Ordinal), fixtures.Union(budgets).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("public static void M{0}() {{ }}")]
    [InlineData("public void M{0}() {{ }}")]
    [InlineData("public virtual void M{0}() {{ }}")]
    public void A_type_has_at_most_255_methods_of_a_kind(string method)
    {
        // The constructor that the compiler adds is an instance method.
        var most = method.Contains("static") || method.Contains("virtual") ? 255 : 254;
        Assert.Empty(Rules("public class Many {" + Repeat(most, method) + "}"));
        Assert.Equal(["member-budget"], Rules("public class Many {" + Repeat(most + 1, method) + "}"));
    }

    [Fact]
    public void An_array_initialiser_stays_below_64_000_bytes()
    {
        Assert.Empty(Rules($"public static class Big {{ public static byte[] B = {{ {Repeat(63_999, "7,")} }}; }}"));
        Assert.Equal(["array-initialiser"], Rules($"public static class Big {{ public static byte[] B = {{ {Repeat(64_000, "7,")} }}; }}"));
        Assert.Equal(["array-initialiser"], Rules($"public static class Big {{ public static int[] I = {{ {Repeat(16_000, "7,")} }}; }}"));
    }

    [Fact]
    public void An_assembly_has_less_than_64_KiB_of_IL()
    {
        const string Step = "public void M{0}(ref int v) {{ v = v * 1001 + {0}; v = v * 1001 + {0}; v = v * 1001 + {0}; v = v * 1001 + {0}; }}";
        Assert.Empty(Rules(Types(5)));
        Assert.Equal(["il-budget"], Rules(Types(10)));

        static string Types(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"public class T{i} {{ {Repeat(150, Step)} }} "));
    }

    [Fact]
    public void An_assembly_has_less_than_64_KiB_of_names_and_strings()
    {
        Assert.Empty(Rules(Talk(150)));
        Assert.Equal(["string-budget"], Rules(Talk(170)));
        Assert.Empty(Rules(Named(150)));
        Assert.Equal(["string-budget"], Rules(Named(170)));

        static string Talk(int strings) => $"public static class Talk {{ {Repeat(strings, $"public static string M{{0}}() => \"{{0}}{new string('x', 400)}\";")} }}";
        static string Named(int names) => $"public static class Named {{ {Repeat(names, $"public static int {new string('x', 400)}{{0}};")} }}";
    }

    [Fact]
    public void A_finding_says_where_why_and_what_to_do()
    {
        var finding = Findings("class Mean\n{\n    int Of(int sum, int count)\n    {\n        return sum / count;\n    }\n}").Single();
        Assert.Matches(@"\.cs\(5,9\): error division: .* faults nanoCLR; divide by constants .* \[System\.Int32 Mean::Of", finding.Message);
        Assert.Matches(@"\.cs\(1,15\): error CS0246: ", Findings("class Wrong { List x; }").First().Message);
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

    /// <summary>The files that a device's project lists.</summary>
    private static string[] Sources(string project)
    {
        var folder = Path.Combine(NanoCompiler.RepositoryRoot, project);
        return [.. XDocument.Load(Path.Combine(folder, Path.GetFileName(project) + ".nfproj")).Descendants()
            .Where(e => e.Name.LocalName == "Compile").Select(e => Path.GetFullPath(Path.Combine(folder, e.Attribute("Include")!.Value.Replace('\\', '/'))))];
    }

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

    private static string Repeat(int count, string format) => string.Concat(Enumerable.Range(0, count).Select(i => string.Format(format, i)));

    private static IEnumerable<string> Rules(string source) => Findings(source).Select(f => f.Rule).Distinct();

    private static IReadOnlyList<Finding> Findings(string source)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.cs");
        try
        {
            File.WriteAllText(file, source);
            var (module, _, errors) = NanoCompiler.Compile("Fixture", [file]);
            return module is null ? errors : Gate.Check(module);
        }
        finally { File.Delete(file); }
    }
}
