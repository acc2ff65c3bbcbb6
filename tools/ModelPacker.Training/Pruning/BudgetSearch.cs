using ModelPacker.Core.Model;

namespace ModelPacker.Training.Pruning;

/// <summary>
/// Chooses what to give up for a smaller image: again and again the step, one kind of part by about an eighth, that raises the loss least for each byte it
/// saves. The rise is measured, since importance of different kinds does not compare.
/// </summary>
/// <param name="shrinker">Makes and judges the smaller models.</param>
/// <param name="imageBytes">The size of a model's image.</param>
internal sealed class BudgetSearch(Shrinker shrinker, Func<Checkpoint, long> imageBytes)
{
    private const int Fraction = 8, LeastHidden = 16, LeastDim = 16, LeastNgramRows = 64;

    /// <summary>The shape of at most <paramref name="maxBytes"/> that pruning <paramref name="source"/> should lead to.</summary>
    /// <param name="source">The model.</param>
    /// <param name="importance">Of its parts.</param>
    /// <param name="start">Where the search begins: the model's own shape, or a smaller one.</param>
    /// <param name="maxBytes">What the image may take.</param>
    /// <exception cref="ArgumentException">No shape is small enough.</exception>
    public ModelConfig Search(Checkpoint source, Importance importance, ModelConfig start, long maxBytes)
    {
        int neededPieces = Enumerable.Range(0, source.Pieces.Count).Count(piece => StructuredPruner.IsNeeded(source.Pieces, piece));
        (ModelConfig Config, Checkpoint Model, double Loss) current = Try(start);
        for (long bytes = imageBytes(current.Model); bytes > maxBytes; bytes = imageBytes(current.Model))
        {
            var smaller = Smaller(current.Config, neededPieces).Select(Try).ToArray();
            if (smaller.Length == 0) throw new ArgumentException($"pruning: no way to an image of {maxBytes} bytes; the smallest has {bytes}");
            current = smaller.MinBy(candidate => (candidate.Loss - current.Loss) / (About(current.Config) - About(candidate.Config)));
        }
        return current.Config;

        (ModelConfig Config, Checkpoint Model, double Loss) Try(ModelConfig config)
        {
            Checkpoint model = shrinker.Shrink(source, importance, config);
            return (config, model, shrinker.Loss(model));
        }
    }

    // Good enough to compare steps, and quicker than the size of a real image.
    private static long About(ModelConfig config) => TrainingOptions.EstimateImageBytes(config);

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
