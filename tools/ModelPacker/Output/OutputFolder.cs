using ModelPacker.Core.Planning;
using ModelPacker.Core.Storage;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Output;

/// <summary>What training leaves in its folder beside checkpoints.</summary>
internal static class OutputFolder
{
    private const string ImageName = "model.nlm";
    private const string SummaryName = "summary.txt";

    /// <summary>Writes image and summary, and prints the summary.</summary>
    /// <exception cref="ModelPacker.Core.Image.ImageException">The board has no room for the model.</exception>
    public static void Write(string folder, PackResult packed, BoardFile? board, string summary)
    {
        if (board is not null)
        {
            MemoryPlan.Of(board, packed.Image).Demand();
        }

        AtomicFile.Write(Path.Combine(folder, ImageName), packed.Image);
        Files.Write(Path.Combine(folder, SummaryName), summary);
        Console.Out.Write(summary);
    }
}
