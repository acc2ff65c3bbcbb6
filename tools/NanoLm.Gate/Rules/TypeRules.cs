using Mono.Cecil;

namespace NanoLm.Gate;

/// <summary>What a declaration alone gives away.</summary>
internal static class TypeRules
{
    public static IEnumerable<Finding> Check(TypeDefinition type)
    {
        if (type.HasGenericParameters) yield return new("generic-type", type.FullName, SourceLines.Of(type));

        foreach (var parent in type.Interfaces.Select(i => i.InterfaceType).Append(type.BaseType).OfType<TypeReference>())
        foreach (var rule in TypeUse.Rules(parent))
            yield return new(rule, type.FullName, SourceLines.Of(type));
        foreach (var field in type.Fields)
        foreach (var rule in TypeUse.Rules(field.FieldType))
            yield return new(rule, field.FullName, SourceLines.Of(type));
        if (type.CustomAttributes.Any(a => a.AttributeType.Name == "TestClassAttribute"))
            foreach (var field in type.Fields.Where(f => !f.IsStatic))
                yield return new("test-instance", field.FullName, SourceLines.Of(type));
        foreach (var method in type.Methods)
        {
            if (method.HasGenericParameters) yield return new("generic-method", method.FullName, SourceLines.Of(method));
            if (type.IsInterface && method.HasBody) yield return new("default-interface-method", method.FullName, SourceLines.Of(method));
            foreach (var used in method.Parameters.Select(p => p.ParameterType).Append(method.ReturnType))
            foreach (var rule in TypeUse.Rules(used))
                yield return new(rule, method.FullName, SourceLines.Of(method));
        }
    }
}

/// <summary>Types that nanoCLR can't do, wherever they are named.</summary>
internal static class TypeUse
{
    public static IEnumerable<string> Rules(TypeReference type)
    {
        for (var t = type; t is not null; t = (t as TypeSpecification)?.ElementType)
        {
            if (t is GenericInstanceType) yield return "generic-type";
            if (t is ArrayType { Rank: > 1 }) yield return "multi-dimensional-array";
            if (t.FullName is "System.Single" or "System.Double") yield return "floating-point";
        }
    }
}
