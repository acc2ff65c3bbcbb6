using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoLm.Gate;

/// <summary>What the format of a device's assembly (.pe) has room for.</summary>
internal static class BudgetRules
{
    private const int TableBytes = 64 * 1024; // IL and strings are addressed with 16 bits
    private const int MethodsOfAKind = 255;   // counted in a byte each
    private const int ArrayInitialiserBytes = 64_000;

    public static IEnumerable<Finding> Check(ModuleDefinition module)
    {
        var types = module.GetTypes().ToList();
        var bodies = types.SelectMany(t => t.Methods).Where(m => m.HasBody).Select(m => m.Body).ToList();
        var il = bodies.Sum(b => b.CodeSize);
        if (il >= TableBytes) yield return new("il-budget", $"{module.Name}: {il} bytes of IL");

        var names = types.SelectMany(t => t.Fields.Select(f => f.Name).Concat(t.Methods.Select(m => m.Name)).Append(t.Name).Append(t.Namespace));
        var used = module.GetTypeReferences().SelectMany(t => new[] { t.Name, t.Namespace }).Concat(module.GetMemberReferences().Select(m => m.Name));
        var literals = bodies.SelectMany(b => b.Instructions).Where(i => i.OpCode == OpCodes.Ldstr).Select(i => (string)i.Operand);
        var strings = names.Concat(used).Concat(literals).Distinct().Sum(s => Encoding.UTF8.GetByteCount(s) + 1);
        if (strings >= TableBytes) yield return new("string-budget", $"{module.Name}: {strings} bytes of names and strings");

        foreach (var type in types)
        {
            foreach (var (kind, count) in Methods(type))
                if (count > MethodsOfAKind) yield return new("member-budget", $"{type.FullName}: {count} {kind} methods");
            foreach (var field in type.Fields.Where(f => f.InitialValue.Length >= ArrayInitialiserBytes))
                yield return new("array-initialiser", $"{type.FullName}: {field.InitialValue.Length} bytes in {field.Name}");
        }
    }

    private static (string Kind, int Count)[] Methods(TypeDefinition type) =>
    [
        ("static", type.Methods.Count(m => m.IsStatic)),
        ("instance", type.Methods.Count(m => !m.IsStatic && !m.IsVirtual)),
        ("virtual", type.Methods.Count(m => m.IsVirtual)),
    ];
}
