using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoLm.Gate;

/// <summary>
/// Walks an assembly's types and IL for what compiles on the desk and breaks on nanoCLR. Each rule has a fixture in
/// Fixtures/ named after it that must fail with exactly that rule.
/// </summary>
public static class Gate
{
    private const int SixtyFourKiB = 64 * 1024;
    private const int MembersPerType = 255;
    private const int ArrayInitialiserBytes = 64_000;

    /// <summary>All findings, in no particular order; empty means fit for a device.</summary>
    public static IReadOnlyList<Finding> Check(ModuleDefinition module)
    {
        var findings = new List<Finding>();
        foreach (var type in module.GetTypes())
        {
            findings.AddRange(TypeRules.Check(type));
            findings.AddRange(InitialiserRules.Check(type));
            foreach (var method in type.Methods.Where(m => m.HasBody))
                findings.AddRange(MethodRules.Check(method));
        }
        findings.AddRange(Budgets(module));
        return findings;
    }

    private static IEnumerable<Finding> Budgets(ModuleDefinition module)
    {
        var types = module.GetTypes().ToList();
        var il = types.SelectMany(t => t.Methods).Where(m => m.HasBody).Sum(m => m.Body.CodeSize);
        if (il >= SixtyFourKiB) yield return new("il-budget", $"{module.Name}: {il} bytes of IL");

        var strings = types.SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Where(i => i.OpCode == OpCodes.Ldstr).Select(i => (string)i.Operand)
            .Concat(types.SelectMany(t => t.Fields.Select(f => f.Name).Concat(t.Methods.Select(m => m.Name)).Append(t.Name).Append(t.Namespace)))
            .Distinct().Sum(s => System.Text.Encoding.UTF8.GetByteCount(s) + 1);
        if (strings >= SixtyFourKiB) yield return new("string-budget", $"{module.Name}: {strings} bytes of strings");

        foreach (var type in types)
        {
            var counts = new (string What, int Count)[]
            {
                ("static methods", type.Methods.Count(m => m.IsStatic)),
                ("instance methods", type.Methods.Count(m => !m.IsStatic && !m.IsVirtual)),
                ("virtual methods", type.Methods.Count(m => m.IsVirtual)),
            };
            foreach (var (what, count) in counts)
                if (count > MembersPerType) yield return new("member-budget", $"{type.FullName}: {count} {what}");
            foreach (var field in type.Fields.Where(f => f.InitialValue.Length >= ArrayInitialiserBytes))
                yield return new("array-initialiser", $"{type.FullName}: {field.InitialValue.Length} bytes in {field.Name}");
        }
    }
}
