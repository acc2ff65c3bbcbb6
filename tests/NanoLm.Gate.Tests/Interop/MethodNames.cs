using Mono.Cecil;

namespace NanoLm.Gate.Interop;

/// <summary>
/// The names that nanoFramework's metadata processor gives to native methods: class, method, whether static, and the
/// types of the result and the parameters, as in NanoLm_Kernels_Native and Begin___STATIC__I4__I4__SZARRAY_U2.
/// </summary>
internal static class MethodNames
{
    private static readonly Dictionary<string, string> Primitives = new()
    {
        ["System.Void"] = "VOID", ["System.Boolean"] = "BOOLEAN", ["System.Char"] = "CHAR", ["System.String"] = "STRING", ["System.Object"] = "OBJECT",
        ["System.SByte"] = "I1", ["System.Int16"] = "I2", ["System.Int32"] = "I4", ["System.Int64"] = "I8", ["System.IntPtr"] = "I4",
        ["System.Byte"] = "U1", ["System.UInt16"] = "U2", ["System.UInt32"] = "U4", ["System.UInt64"] = "U8", ["System.UIntPtr"] = "U4",
        ["System.Single"] = "R4", ["System.Double"] = "R8", ["System.WeakReference"] = "WEAKCLASS",
    };

    internal static string Class(TypeDefinition? type) => type is null
        ? ""
        : $"{Class(type.DeclaringType)}_{type.Namespace}_{type.Name}".Replace('.', '_').TrimStart('_');

    internal static string Method(MethodDefinition method) =>
        string.Join("__", method.Parameters.Select(p => p.ParameterType).Prepend(method.ReturnType).Select(Type))
            .Insert(0, method.Name + (method.IsStatic ? "___STATIC__" : "___"))
            .Replace('.', '_').Replace("/", "");

    private static string Type(TypeReference type) => type switch
    {
        ArrayType => "SZARRAY_" + Type(type.GetElementType()), // of jagged arrays the innermost
        ByReferenceType { ElementType: ArrayType array } => "BYREF_SZARRAY_" + Type(array.ElementType),
        ByReferenceType reference => "BYREF_" + Name(reference.ElementType),
        _ => Name(type),
    };

    private static string Name(TypeReference type) =>
        Primitives.TryGetValue(type.FullName, out var primitive) ? primitive
        : type.IsGenericParameter ? "GENERICTYPE"
        : type.FullName.Replace(".", "");
}
