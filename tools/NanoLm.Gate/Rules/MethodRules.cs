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
            yield return new(rule, method.FullName, SourceLines.Of(method));
        foreach (var caught in method.Body.ExceptionHandlers.Select(h => h.CatchType).OfType<TypeReference>())
        foreach (var rule in TypeUse.Rules(caught))
            yield return new(rule, method.FullName, SourceLines.Of(method));

        foreach (var instruction in method.Body.Instructions)
        foreach (var rule in Rules(method, instruction).Distinct())
            yield return new(rule, $"{method.FullName}: {instruction}", SourceLines.Of(method, instruction));
    }

    private static IEnumerable<string> Rules(MethodDefinition method, Instruction i)
    {
        var code = i.OpCode.Code;
        var name = i.OpCode.Name;
        // never throws on nanoCLR: a range check that is believed in and not there
        if (name.Contains(".ovf")) yield return "checked";
        // no Infinity, wrapping conversions, unreliable text: firmware arithmetic is integer
        if (code is Code.Ldc_R4 or Code.Ldc_R8 or Code.Conv_R4 or Code.Conv_R8 or Code.Conv_R_Un) yield return "floating-point";
        if (code is Code.Div or Code.Rem or Code.Div_Un or Code.Rem_Un && (IsJumpedTo(method, i) || !SafeDivisor(i.Previous))) yield return "division";
        if (i.Operand is MethodReference called)
        {
            if (called is GenericInstanceMethod) yield return "generic-method";
            foreach (var rule in TypeUse.Rules(called.DeclaringType)) yield return rule;
            foreach (var used in called.Parameters.Select(p => p.ParameterType).Append(called.ReturnType))
            foreach (var rule in TypeUse.Rules(used))
                yield return rule;
            if (called.Name == "ToString" && i.Previous is { OpCode.Code: Code.Constrained } constrained && IsEnum(constrained.Operand)) yield return "enum-to-string";
        }
        if (i.Operand is FieldReference field)
            foreach (var rule in TypeUse.Rules(field.DeclaringType).Concat(TypeUse.Rules(field.FieldType))) yield return rule;
        if (i.Operand is TypeReference type)
        {
            foreach (var rule in TypeUse.Rules(type)) yield return rule;
            // boxed to be formatted or concatenated: prints the number
            if (code == Code.Box && IsEnum(type)) yield return "enum-to-string";
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
        try { return type.Resolve(); }
        catch (AssemblyResolutionException) { return null; }
    }

    /// <summary>Behind a conditional expression the instruction before a division is only one of the divisors.</summary>
    private static bool IsJumpedTo(MethodDefinition method, Instruction i) =>
        method.Body.Instructions.Any(jump => jump.Operand == i || jump.Operand is Instruction[] cases && cases.Contains(i));
}
