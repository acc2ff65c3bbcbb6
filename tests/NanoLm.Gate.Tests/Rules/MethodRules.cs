using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoLm.Gate;

/// <summary>What a method's IL gives away.</summary>
internal static class MethodRules
{
    public static IEnumerable<Finding> Check(MethodDefinition method)
    {
        foreach (var variable in method.Body.Variables)
        foreach (var rule in TypeUse.Rules(variable.VariableType))
            yield return new(rule, method.FullName);

        foreach (var instruction in method.Body.Instructions)
        foreach (var rule in Rules(method, instruction).Distinct())
            yield return new(rule, $"{method.FullName} at IL_{instruction.Offset:x4}: {instruction}");
    }

    private static IEnumerable<string> Rules(MethodDefinition method, Instruction i)
    {
        var code = i.OpCode.Code;
        var name = i.OpCode.Name;
        // never throws on nanoCLR: a range check that is believed in and not there
        if (name.Contains(".ovf")) yield return "checked";
        // no Infinity, wrapping conversions, unreliable text: firmware arithmetic is integer
        if (code is Code.Ldc_R4 or Code.Ldc_R8 or Code.Conv_R4 or Code.Conv_R8 or Code.Conv_R_Un) yield return "floating-point";
        if (code is Code.Div or Code.Rem or Code.Div_Un or Code.Rem_Un && !SafeDivisor(i.Previous)) yield return "division";
        if (i.Operand is MethodReference called)
        {
            if (called is GenericInstanceMethod) yield return "generic-method";
            foreach (var rule in TypeUse.Rules(called.DeclaringType)) yield return rule;
            foreach (var used in called.Parameters.Select(p => p.ParameterType).Append(called.ReturnType))
            foreach (var rule in TypeUse.Rules(used))
                yield return rule;
            if (called.Name == "ToString" && i.Previous is { OpCode.Code: Code.Constrained } constrained && IsEnum(constrained.Operand)) yield return "enum-to-string";
        }
        if (i.Operand is TypeReference type)
        {
            foreach (var rule in TypeUse.Rules(type)) yield return rule;
            // boxed to be formatted or concatenated: prints the number
            if (code == Code.Box && IsEnum(type)) yield return "enum-to-string";
        }
        if (method is { IsConstructor: true, IsStatic: true })
        {
            // initialisers run before Main in the order of type names, and their exceptions vanish
            if (code is Code.Ldsfld or Code.Ldsflda && ((FieldReference)i.Operand).DeclaringType.FullName != method.DeclaringType.FullName) yield return "static-initialiser-order";
            if (code == Code.Call && i.Operand is MethodReference { HasThis: false } other && Firmware(other, method)) yield return "static-initialiser-order";
            if (code == Code.Throw) yield return "static-constructor-throws";
        }
    }

    /// <summary>A divisor that is a constant other than 0 and -1: dividing by 0, or int.MinValue by -1, faults the CLR.</summary>
    private static bool SafeDivisor(Instruction? i) => i?.OpCode.Code switch
    {
        Code.Conv_I8 or Code.Conv_U8 => SafeDivisor(i.Previous),
        >= Code.Ldc_I4_1 and <= Code.Ldc_I4_8 => true,
        Code.Ldc_I4_S => (sbyte)i.Operand is not (0 or -1),
        Code.Ldc_I4 => (int)i.Operand is not (0 or -1),
        Code.Ldc_I8 => (long)i.Operand is not (0 or -1),
        _ => false,
    };

    private static bool IsEnum(object operand) => operand is TypeReference type && Resolve(type)?.IsEnum == true;

    private static TypeDefinition? Resolve(TypeReference type)
    {
        if (type is TypeDefinition definition) return definition;
        try { return type.Resolve(); }
        catch (AssemblyResolutionException) { return null; } // the surface lives in memory only; enums there are never printed
    }

    private static bool Firmware(MethodReference called, MethodDefinition method) =>
        called.DeclaringType.FullName != method.DeclaringType.FullName && called.DeclaringType.Scope.Name != "mscorlib";
}
