using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoLm.Gate;

/// <summary>
/// What static initialisers must not reach, be it through the methods and constructors that they call: they all run before Main
/// in the order of type names, and their exceptions vanish.
/// </summary>
internal static class InitialiserRules
{
    public static IEnumerable<Finding> Check(TypeDefinition type)
    {
        var initialiser = type.Methods.SingleOrDefault(m => m is { IsConstructor: true, IsStatic: true });
        if (initialiser is null) yield break;

        foreach (var method in Reachable(initialiser))
        foreach (var i in method.Body.Instructions)
        {
            var what = $"{type.FullName}, in {method.FullName}: {i}";
            if (i.OpCode.Code is Code.Ldsfld or Code.Ldsflda && ((FieldReference)i.Operand).DeclaringType.FullName != type.FullName)
                yield return new("static-initialiser-order", what, SourceLines.Of(method, i));
            if (i.OpCode.Code == Code.Throw) yield return new("static-constructor-throws", what, SourceLines.Of(method, i));
        }
    }

    /// <summary>The firmware's methods that run with this one; the surface's bodies say nothing about the real ones.</summary>
    private static HashSet<MethodDefinition> Reachable(MethodDefinition start)
    {
        var found = new HashSet<MethodDefinition> { start };
        var open = new Stack<MethodDefinition>(found);
        while (open.TryPop(out var method))
        {
            var called = method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().Select(m => m.Resolve());
            foreach (var next in called)
                if (next is { HasBody: true } && !NanoCompiler.IsSurface(next.Module) && found.Add(next)) open.Push(next);
        }
        return found;
    }
}
