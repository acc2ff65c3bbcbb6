using Mono.Cecil;

namespace NanoLm.Gate.Interop;

/// <summary>
/// The order that the metadata processor gives to an assembly's types: by full name, but each after those that it is
/// nested in, implements, or names in the methods that it calls. By full name means by the rules of the builder's
/// culture, of which only the letters' are followed here: one more reason for an interop assembly to have one class.
/// </summary>
internal static class TypeOrder
{
    private static readonly HashSet<string> NeverConverted =
    [
        "ThisAssembly", "System.Runtime.CompilerServices.RefSafetyRulesAttribute", "System.Runtime.CompilerServices.AccessedThroughPropertyAttribute",
    ];

    /// <summary>All types but those that are not converted.</summary>
    internal static List<TypeDefinition> Of(ModuleDefinition module)
    {
        var ordered = new List<TypeDefinition>();
        var seen = new HashSet<string>(["<Module>"]);
        foreach (var type in module.GetTypes().OrderBy(t => t.FullName, StringComparer.OrdinalIgnoreCase))
            Add(type);
        ordered.RemoveAll(IsExcluded);
        return ordered;

        void Add(TypeDefinition? type)
        {
            if (type is null || type.Module != module || seen.Contains(type.FullName)) return;
            Add(type.DeclaringType);
            foreach (var implemented in type.Interfaces)
                Add(implemented.InterfaceType.Resolve());
            if (!seen.Add(type.FullName)) return;
            foreach (var called in Calls(type))
            {
                Add(called.ReturnType.Resolve());
                foreach (var parameter in called.Parameters)
                    Add(parameter.ParameterType.Resolve());
            }
            ordered.Add(type);
        }
    }

    private static List<MethodReference> Calls(TypeDefinition type) =>
        [.. type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<MethodReference>()];

    private static bool IsExcluded(TypeDefinition type) =>
        NeverConverted.Contains(type.FullName)
        || type.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.ExcludeTypeAttribute")
        || (type.DeclaringType is not null && IsExcluded(type.DeclaringType));
}
