using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace NanoLm.Gate;

/// <summary>Compiles C# 9 sources as a nanoFramework project would: no standard library, only the surface in Surface/.</summary>
public static class NanoCompiler
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.CSharp9, DocumentationMode.Parse);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true, generalDiagnosticOption: ReportDiagnostic.Error,
        specificDiagnosticOptions: new Dictionary<string, ReportDiagnostic>
        {
            ["CS0626"] = ReportDiagnostic.Suppress, // extern without attributes
            ["CS8021"] = ReportDiagnostic.Suppress, // no RuntimeMetadataVersion: set below
        });

    private static readonly Lazy<byte[][]> Surface = new(CompileSurface);

    /// <summary>The checkout that this program was built from.</summary>
    public static string RepositoryRoot { get; } = typeof(NanoCompiler).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>Compiles files into an assembly; compiler errors come back as findings of the rule "compiles".</summary>
    public static (ModuleDefinition? Module, byte[] Image, IReadOnlyList<Finding> Errors) Compile(
        string assembly, IEnumerable<string> files, params byte[][] references)
    {
        var trees = files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), Parse, f));
        byte[][] all = [.. Surface.Value, .. references];
        var stream = Emit(CSharpCompilation.Create(assembly, trees, all.Select(Reference), Options), out var errors);
        if (stream is null) return (null, [], errors);
        var resolver = new Resolver(all);
        return (ModuleDefinition.ReadModule(stream, new ReaderParameters { AssemblyResolver = resolver }), stream.ToArray(), errors);
    }

    /// <summary>Whether a module is part of the reference surface, whose methods do nothing.</summary>
    public static bool IsSurface(ModuleDefinition module) =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, "Surface", module.Assembly.Name.Name + ".cs"));

    private static MetadataReference Reference(byte[] image) => MetadataReference.CreateFromImage(image);

    private static byte[][] CompileSurface()
    {
        var references = new List<byte[]>();
        var assemblies = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Surface")).Order(StringComparer.Ordinal);
        foreach (var folder in assemblies.OrderBy(f => Path.GetFileName(f) != "mscorlib"))
        {
            var options = Options.WithGeneralDiagnosticOption(ReportDiagnostic.Suppress);
            var trees = Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal).Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), Parse, f));
            var stream = Emit(CSharpCompilation.Create(Path.GetFileName(folder), trees, references.Select(Reference), options), out var errors)
                ?? throw new InvalidOperationException(string.Join('\n', errors));
            references.Add(stream.ToArray());
        }
        return [.. references];
    }

    private static MemoryStream? Emit(CSharpCompilation compilation, out IReadOnlyList<Finding> errors)
    {
        var stream = new MemoryStream();
        var result = compilation.Emit(stream, options: new(runtimeMetadataVersion: "v4.0.30319"));
        errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => new Finding("compiles", d.ToString()))];
        stream.Position = 0;
        return result.Success ? stream : null;
    }

    /// <summary>Finds the assemblies that exist in memory only.</summary>
    private sealed class Resolver : BaseAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _known;

        public Resolver(byte[][] images) => _known = images
            .Select(image => AssemblyDefinition.ReadAssembly(new MemoryStream(image), new ReaderParameters { AssemblyResolver = this }))
            .ToDictionary(a => a.Name.Name);

        public override AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) =>
            _known.TryGetValue(name.Name, out var assembly) ? assembly : throw new AssemblyResolutionException(name);
    }
}

/// <summary>One thing that would break on a device: the rule that says so, and where.</summary>
public sealed record Finding(string Rule, string Where);
