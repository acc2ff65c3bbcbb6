using Mono.Cecil;

namespace NanoLm.Gate;

/// <summary>
/// Walks an assembly's types and IL for what compiles on the desk and breaks on nanoCLR. Each rule has a fixture in
/// tests/NanoLm.Gate.Tests that must fail with exactly that rule.
/// </summary>
public static class Gate
{
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
        findings.AddRange(BudgetRules.Check(module));
        return findings;
    }
}
