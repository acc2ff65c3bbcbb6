using ModelPacker.Core.Model;

namespace ModelPacker.Training.Pruning;

/// <summary>
/// Chooses what to give up for a smaller image: again and again the step, one kind of part by about an eighth, that raises the loss least for each byte it
/// saves. The rise is measured, since importance of different kinds does not compare.
/// </summary>
internal sealed class BudgetSearch(Shrinker shrinker)
{
    private const int Fraction = 8, LeastHidden = 16, LeastDim = 16, LeastNgramRows = 64;

    /// <summary>The shape of about at most <paramref name="maxBytes"/> that pruning <paramref name="source"/> should lead to.</summary>
    /// <param name="source">The model.</param>
    /// <param name="importance">Of its parts.</param>
    /// <param name="config">Where the search begins: the model's own shape, or a smaller one.</param>
    /// <param name="maxBytes">What the image may take.</param>
    /// <exception cref="ArgumentException">No shape is small enough.</exception>
    public ModelConfig Search(Checkpoint source, Importance importance, ModelConfig config, long maxBytes)
    {
        if (Bytes(config) <= maxBytes) return config;
        double loss = shrinker.Loss(shrinker.Shrink(source, importance, config));
        int neededPieces = Enumerable.Range(0, source.Pieces.Count).Count(piece => StructuredPruner.IsNeeded(source.Pieces, piece));
        while (Bytes(config) > maxBytes)
        {
            (ModelConfig Config, double Loss)[] steps =
                [.. Smaller(config, neededPieces).Select(smaller => (smaller, shrinker.Loss(shrinker.Shrink(source, importance, smaller))))];
            if (steps.Length == 0)
            {
                throw new ArgumentException($"pruning: no way to an image of {maxBytes} bytes; the smallest has about {Bytes(config)}");
            }
            (config, loss) = steps.MinBy(step => (step.Loss - loss) / (Bytes(config) - Bytes(step.Config)));
        }
        return config;
    }

    private static long Bytes(ModelConfig config) => TrainingOptions.EstimateImageBytes(config);

    /// <summary>Every shape that is smaller by one step.</summary>
    private static IEnumerable<ModelConfig> Smaller(ModelConfig config, int neededPieces)
    {
        int perGroup = config.Heads / config.KvHeads;
        if (config.KvHeads > 1 && (config.KvHeads - 1) * config.HeadDim % 4 == 0)
        {
            yield return config with { KvHeads = config.KvHeads - 1, Heads = config.Heads - perGroup };
        }
        if (config.Layers > 1) yield return config with { Layers = config.Layers - 1 };
        if (config.Hidden > LeastHidden) yield return config with { Hidden = Math.Max(LeastHidden, Less(config.Hidden)) };
        if (config.Dim > LeastDim) yield return config with { Dim = Math.Max(LeastDim, Less(config.Dim)) };
        if (config.Pieces > neededPieces) yield return config with { Pieces = Math.Max(neededPieces, config.Pieces - (config.Pieces / Fraction)) };
        int factor = Enumerable.Range(2, Math.Max(0, config.NgramRows - 1)).FirstOrDefault(divisor => config.NgramRows % divisor == 0);
        if (factor > 0 && config.NgramRows / factor >= LeastNgramRows) yield return config with { NgramRows = config.NgramRows / factor };
    }

    /// <summary>An eighth less, as a multiple of 4.</summary>
    private static int Less(int width) => (width - Math.Max(4, width / Fraction)) / 4 * 4;
}
