using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoLm.Gate;

/// <summary>Where in the sources IL came from.</summary>
internal static class SourceLines
{
    private const int Hidden = 0xFEEFEE; // the line of code that the compiler added

    /// <summary>"file(line,column)" of an instruction, or of the method's start; null for what the compiler made up.</summary>
    public static string? Of(MethodDefinition method, Instruction? instruction = null)
    {
        var points = method.DebugInformation.SequencePoints.Where(p => p.StartLine != Hidden);
        var point = points.LastOrDefault(p => instruction is not null && p.Offset <= instruction.Offset) ?? points.FirstOrDefault();
        return point is null ? null : $"{point.Document.Url}({point.StartLine},{point.StartColumn})";
    }

    /// <summary>The first line of a type that any of its methods tells.</summary>
    public static string? Of(TypeDefinition type) => type.Methods.Select(m => Of(m)).FirstOrDefault(s => s is not null);
}
