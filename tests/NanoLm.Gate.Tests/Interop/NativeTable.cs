using System.Text;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace NanoLm.Gate.Interop;

/// <summary>
/// An assembly's native methods as nanoCLR looks them up: a row for each method, null for those that are IL or
/// abstract, and a checksum over names and signatures that the CLR compares when it loads the assembly.
/// </summary>
/// <param name="Assembly">Name of the assembly.</param>
/// <param name="Rows">The native function as C++ names it, or null.</param>
/// <param name="Checksum">0 when no method is native.</param>
/// <param name="Version">Of AssemblyNativeVersion; empty where there is none.</param>
public sealed partial record NativeTable(string Assembly, IReadOnlyList<string?> Rows, uint Checksum, string Version)
{
    /// <summary>The table that a compiled assembly needs.</summary>
    /// <param name="module">The assembly.</param>
    /// <param name="project">What the C++ side calls itself: part of the functions' names.</param>
    public static NativeTable Of(ModuleDefinition module, string project)
    {
        var types = TypeOrder.Of(module);
        var rows = types.SelectMany(Ordered).Select(m => IsNative(m) && HasStubs(m.DeclaringType)
            ? $"Library_{project}_{MethodNames.Class(m.DeclaringType)}::{MethodNames.Method(m)}"
            : null);
        return new NativeTable(module.Assembly.Name.Name, [.. rows], Crc(module, types), NativeVersion(module));
    }

    /// <summary>The table that C++ source has. What cannot be found there is missing in the table.</summary>
    public static NativeTable Read(string source)
    {
        var text = Comment().Replace(source, "");
        var data = Data().Match(text);
        var rows = Lookup().Match(text).Groups["rows"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new NativeTable(
            data.Groups["name"].Value,
            [.. rows.Select(row => row is "NULL" or "nullptr" ? null : row)],
            data.Success ? Convert.ToUInt32(data.Groups["checksum"].Value, 16) : 0,
            string.Join('.', data.Groups["version"].Value.Split(',', StringSplitOptions.TrimEntries)));
    }

    /// <summary>What is to be written into the source of a table so that it becomes this one; empty when it is.</summary>
    public IEnumerable<string> Corrections(NativeTable source)
    {
        if (source.Assembly != Assembly) yield return $"the assembly's name is \"{source.Assembly}\": write \"{Assembly}\"";
        for (var i = 0; i < Math.Max(Rows.Count, source.Rows.Count); i++)
        {
            if (i >= Rows.Count) yield return $"row {i + 1} is {source.Rows[i] ?? "nullptr"}: delete it";
            else if (i >= source.Rows.Count) yield return $"row {i + 1} is missing: write {Rows[i] ?? "nullptr"},";
            else if (source.Rows[i] != Rows[i]) yield return $"row {i + 1} is {source.Rows[i] ?? "nullptr"}: write {Rows[i] ?? "nullptr"},";
        }
        if (source.Checksum != Checksum) yield return $"the checksum is 0x{source.Checksum:X8}: write 0x{Checksum:X8}";
        if (source.Version != Version) yield return $"the version is {source.Version}: write {{ {Version.Replace(".", ", ")} }}";
    }

    // Virtual methods first, then those of instances, then static ones: the order of the converted assembly.
    private static IEnumerable<MethodDefinition> Ordered(TypeDefinition type) =>
        type.Methods.OrderBy(m => m.IsVirtual ? 0 : m.IsStatic ? 2 : 1);

    private static bool IsNative(MethodDefinition method) => !method.HasBody && !method.IsAbstract;

    private static bool HasStubs(TypeDefinition type) =>
        !type.IsEnum && !type.IsInterface && type.BaseType?.FullName != "System.MulticastDelegate"
        && (type.BaseType?.FullName != "System.Delegate" || type.FullName == "System.MulticastDelegate");

    /// <remarks>
    /// A CRC-32 runs over assembly, class and method of each native method, and over "NULL" for each other one. As the
    /// metadata processor has it, it starts anew until the first native method is complete: of what comes before, and
    /// of that method's assembly and class, nothing remains.
    /// </remarks>
    private static uint Crc(ModuleDefinition module, IEnumerable<TypeDefinition> types)
    {
        uint crc = 0;
        var started = false;
        foreach (var method in types.Where(HasStubs).SelectMany(Ordered))
        {
            if (!IsNative(method))
            {
                crc = started ? Crc32(crc, "NULL") : 0;
                continue;
            }
            if (started) crc = Crc32(Crc32(crc, module.Assembly.Name.Name), MethodNames.Class(method.DeclaringType));
            crc = Crc32(crc, MethodNames.Method(method));
            started = true;
        }
        return crc;
    }

    // Polynomial 0x04C11DB7, most significant bit first, nothing inverted.
    private static uint Crc32(uint crc, string text)
    {
        foreach (var letter in Encoding.ASCII.GetBytes(text))
        {
            crc ^= (uint)letter << 24;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc << 1) ^ (crc >> 31 == 0 ? 0 : 0x04C11DB7u);
        }
        return crc;
    }

    private static string NativeVersion(ModuleDefinition module) =>
        module.Assembly.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "AssemblyNativeVersionAttribute")?.ConstructorArguments[0].Value as string ?? "";

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"method_lookup\[\]\s*=\s*\{(?<rows>[^}]*)\}")]
    private static partial Regex Lookup();

    [GeneratedRegex(@"g_CLR_AssemblyNative_\w+\s*=\s*\{\s*""(?<name>[^""]*)""\s*,\s*(?<checksum>0x[0-9A-Fa-f]+)\s*,\s*method_lookup\s*,\s*\{(?<version>[^}]*)\}")]
    private static partial Regex Data();
}
