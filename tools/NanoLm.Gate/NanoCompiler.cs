using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoLm.Gate;

/// <summary>Compiles C# 9 sources as a nanoFramework project would: no standard library, only what is referenced.</summary>
public static class NanoCompiler
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true, generalDiagnosticOption: ReportDiagnostic.Error,
        specificDiagnosticOptions: new Dictionary<string, ReportDiagnostic>
        {
            ["CS0626"] = ReportDiagnostic.Suppress, // extern without attributes
            ["CS1591"] = ReportDiagnostic.Suppress, // a public member without a comment: wrong comments are errors, missing ones are for reviewers
            ["CS8021"] = ReportDiagnostic.Suppress, // no RuntimeMetadataVersion: set below
        });

    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> LazySurface = new(CompileSurface);

    /// <summary>The checkout that this program was built from.</summary>
    public static string RepositoryRoot { get; } = typeof(NanoCompiler).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The reference surface in Surface/: assemblies by name, whose methods do nothing.</summary>
    public static IReadOnlyDictionary<string, byte[]> Surface => LazySurface.Value;

    /// <summary>Compiles a library against the whole surface and <paramref name="references"/>, as <see cref="Compile(NanoProject)"/>.</summary>
    public static (ModuleDefinition? Module, byte[] Image, IReadOnlyList<Finding> Errors) Compile(
        string assembly, IEnumerable<string> files, params byte[][] references) =>
        Compile(new NanoProject(assembly, [.. files], [.. Surface.Values, .. references]));

    /// <summary>Compiles files into an assembly with its line numbers; compiler errors come back as findings of the rule "compiles".</summary>
    public static (ModuleDefinition? Module, byte[] Image, IReadOnlyList<Finding> Errors) Compile(NanoProject project)
    {
        var options = Options.WithOutputKind(project.Executable ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary);
        var image = Emit(project.Assembly, project.Sources, project.References, Parse(project), options, out var errors);
        if (image is null) return (null, [], errors);
        var parameters = new ReaderParameters
        {
            AssemblyResolver = new Resolver(project.References), ReadSymbols = true, SymbolReaderProvider = new EmbeddedPortablePdbReaderProvider(),
        };
        return (ModuleDefinition.ReadModule(new MemoryStream(image), parameters), image, errors);
    }

    /// <summary>Whether a module is part of the reference surface.</summary>
    public static bool IsSurface(ModuleDefinition module) => Surface.ContainsKey(module.Assembly.Name.Name);

    private static CSharpParseOptions Parse(NanoProject project) =>
        LanguageVersionFacts.TryParse(project.Language, out var language)
            ? new(language, DocumentationMode.Diagnose, preprocessorSymbols: project.Constants)
            : throw new ArgumentException($"{project.Language} is no version of C#");

    private static Dictionary<string, byte[]> CompileSurface()
    {
        var assemblies = new Dictionary<string, byte[]>();
        var options = Options.WithGeneralDiagnosticOption(ReportDiagnostic.Suppress);
        // In the order of their dependencies: mscorlib, what nanoFramework adds, and what builds upon that.
        var names = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Surface")).Select(f => Path.GetFileName(f)!)
            .OrderBy(n => n == "mscorlib" ? 0 : n.StartsWith("nanoFramework.", StringComparison.Ordinal) ? 1 : 2).ThenBy(n => n, StringComparer.Ordinal);
        foreach (var name in names)
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "Surface", name);
            var files = Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal);
            assemblies[name] = Emit(name, files, assemblies.Values, new(LanguageVersion.CSharp9, DocumentationMode.None), options, out var errors)
                ?? throw new InvalidOperationException(string.Join('\n', errors.Select(e => e.Message)));
        }
        return assemblies;
    }

    private static byte[]? Emit(
        string assembly, IEnumerable<string> files, IEnumerable<byte[]> references, CSharpParseOptions parse, CSharpCompilationOptions options,
        out IReadOnlyList<Finding> errors)
    {
        var trees = files.Select(f => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(f), Encoding.UTF8), parse, f));
        var compilation = CSharpCompilation.Create(assembly, trees, references.Select(image => MetadataReference.CreateFromImage(image)), options);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded, runtimeMetadataVersion: "v4.0.30319"));
        errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => new Finding("compiles", d.ToString()))];
        return result.Success ? stream.ToArray() : null;
    }

    /// <summary>Finds the assemblies that exist in memory only.</summary>
    private sealed class Resolver : BaseAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _known;

        public Resolver(IEnumerable<byte[]> images) => _known = images
            .Select(image => AssemblyDefinition.ReadAssembly(new MemoryStream(image), new ReaderParameters { AssemblyResolver = this }))
            .ToDictionary(a => a.Name.Name);

        public override AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) =>
            _known.TryGetValue(name.Name, out var assembly) ? assembly : throw new AssemblyResolutionException(name);
    }
}
