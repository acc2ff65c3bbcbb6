using System.Globalization;
using ModelPacker.Core.Planning;
using ModelPacker.Training.Planning;

namespace ModelPacker.Output;

/// <summary>A board's memory as people read it.</summary>
internal static class PlanText
{
    /// <summary>What lies in which region, and what is left after it.</summary>
    public static void Write(MemoryPlan plan, TextWriter output)
    {
        Format.Table(output, [[$"memory of {plan.Board.Name}", "bytes", "left"], .. plan.Regions.SelectMany(Rows)], indent: "");
        ArenaLayout arena = plan.Arena;
        output.WriteLine(
            $"arena: residuals {Count(arena.Residual)}, keys and values {Count(arena.KeysAndValues)}, working memory {Count(arena.Working)} bytes");
        if (plan.Board.Stack?.Measured is { } measured)
        {
            output.WriteLine($"stack: the engine's calls took at most {Count(measured)} bytes, measured on this board");
        }
    }

    /// <summary>Why a model cannot be packed for a board, and what could.</summary>
    public static string Refusal(MemoryPlan plan, IReadOnlyList<SmallerModel> others)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(plan.Overflow());
        text.WriteLine(others.Any(other => other.Fits) ? "what would fit:" : "nothing simple would fit:");
        Format.Table(text,
        [
            ["modelpacker ...", "image bytes", "arena bytes", "fits"],
            .. others.Select(other => (string[])[other.How, Count(other.ImageBytes), Count(other.ArenaBytes), other.Fits ? "yes" : "no"]),
        ]);
        return text.ToString().TrimEnd();
    }

    private static IEnumerable<string[]> Rows(RegionPlan plan)
    {
        MemoryRegion region = plan.Region;
        long left = region.Bytes;
        yield return [$"  {region.Name} ({(region.Kind == RegionKind.Flash ? "flash" : "ram")})", "", Count(left)];
        foreach (MemoryUse use in plan.Uses)
        {
            left -= use.Bytes;
            yield return [$"    {use.What}", Count(use.Bytes), Count(left)];
        }
    }

    private static string Count(long bytes) => bytes.ToString("n0", CultureInfo.InvariantCulture);
}
