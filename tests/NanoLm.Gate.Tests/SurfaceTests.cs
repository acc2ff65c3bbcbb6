using Mono.Cecil;

namespace NanoLm.Gate;

/// <summary>
/// The reference surface against the real assemblies, where there are any: somewhere in the folder that NANOLM_REFERENCES names.
/// </summary>
public class SurfaceTests
{
    private static readonly string? References = Environment.GetEnvironmentVariable("NANOLM_REFERENCES");

    public static TheoryData<string> Assemblies => [.. NanoCompiler.Surface.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void It_declares_only_what_the_real_assembly_has(string name)
    {
        var file = Directory.Exists(References) ? Directory.EnumerateFiles(References, name + ".dll", SearchOption.AllDirectories).FirstOrDefault() : null;
        Assert.SkipWhen(file is null, $"make interop-check REFERENCES=<folder with nanoFramework's {name}.dll> compares it too.");
        using var real = ModuleDefinition.ReadModule(file);
        using var surface = ModuleDefinition.ReadModule(new MemoryStream(NanoCompiler.Surface[name]));
        var wrong = surface.Types.Where(t => t.IsPublic).SelectMany(t => Differences(t, real.GetType(t.FullName)));
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Differences(TypeDefinition type, TypeDefinition? real)
    {
        if (real is not { IsPublic: true }) return [$"{type.FullName} is not there"];
        var kind = Kind(type) == Kind(real) ? [] : new[] { $"{type.FullName} is {Kind(real)}, not {Kind(type)}" };
        var constants = type.Fields.Where(f => f.IsPublic).Select(f => $"{f.FullName} = {f.Constant}").Except(real.Fields.Where(f => f.IsPublic).Select(f => $"{f.FullName} = {f.Constant}"));
        return [.. kind, .. constants, .. Methods(type).Except(Methods(real))];
    }

    private static string Kind(TypeDefinition type) =>
        (type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : "class") + $" of {type.BaseType?.FullName}";

    private static IEnumerable<string> Methods(TypeDefinition type) =>
        type.Methods.Where(m => m.IsPublic || m.IsFamily).Select(m => (m.IsStatic ? "static " : "") + m.FullName);
}
