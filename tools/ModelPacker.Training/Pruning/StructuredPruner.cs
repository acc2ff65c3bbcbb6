using ModelPacker.Core.Model;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Pruning;

/// <summary>
/// Takes the least important parts out of a model, so that what remains is a smaller dense model of the same kind: within each layer attention heads and
/// feed-forward channels (as many in every layer), whole layers, pieces, and rows of the n-gram table. Nothing is trained.
/// </summary>
public static class StructuredPruner
{
    /// <summary>The model in the shape <paramref name="target"/>, which may be smaller in heads, hidden, layers, pieces and n-gram rows.</summary>
    /// <exception cref="ArgumentException">The target cannot be reached; the message says why and what can.</exception>
    public static Checkpoint Prune(Checkpoint source, Importance importance, ModelConfig target)
    {
        PruneTarget.Check(source, target);
        if (target.Dim != source.Config.Dim) throw new ArgumentException($"pruning: only {nameof(WidthReducer)} changes the width, which is {source.Config.Dim}, to {target.Dim}");
        var weights = new ModelWeights(target);
        int[] pieces = KeptPieces(source.Pieces, importance.Pieces, target.Pieces);
        Take(source.Weights.PieceEmbedding, weights.PieceEmbedding, rows: pieces);
        MergeRows(source.Weights.NgramEmbedding, weights.NgramEmbedding, importance.NgramRows);
        int[] layers = Importance.Best(importance.Layers, target.Layers);
        for (int i = 0; i < layers.Length; i++)
        {
            int from = layers[i];
            CopyLayer(source.Config, source.Weights.Layers[from], weights.Layers[i], importance.Groups[from], importance.Channels[from], target);
        }
        foreach ((WeightTensor from, WeightTensor to) in Ends(source.Weights).Zip(Ends(weights))) Take(from, to);
        return new Checkpoint(weights, [.. pieces.Select(piece => source.Pieces[piece])], source.Schema, source.Provenance) { Samples = source.Samples };
    }

    /// <summary>
    /// Whether a piece must stay: the specials, and the single characters (with and without a space before them), into which the tokenizer's
    /// longest match can split any word.
    /// </summary>
    public static bool IsNeeded(IReadOnlyList<string> pieces, int piece) =>
        piece is Checkpoint.UnknownPiece or Checkpoint.EndPiece || pieces[piece].TrimStart(' ').EnumerateRunes().Count() <= 1;

    private static int[] KeptPieces(IReadOnlyList<string> pieces, double[] importance, int count) =>
        Importance.Best([.. importance.Select((score, piece) => IsNeeded(pieces, piece) ? double.PositiveInfinity : score)], count);

    private static IEnumerable<WeightTensor> Ends(ModelWeights weights) =>
        [weights.FinalNorm, weights.SentenceWeights, weights.SentenceBias, weights.TagWeights, weights.TagBias, weights.TagTransitions];

    private static void CopyLayer(ModelConfig config, LayerWeights from, LayerWeights to, double[] groups, double[] channels, ModelConfig target)
    {
        int[] keptGroups = Importance.Best(groups, target.KvHeads), keptChannels = Importance.Best(channels, target.Hidden);
        int[] queries = Widen(keptGroups, config.QueryWidth / config.KvHeads), keys = Widen(keptGroups, config.HeadDim);
        Take(from.AttentionNorm, to.AttentionNorm);
        Take(from.Query, to.Query, rows: queries);
        Take(from.Key, to.Key, rows: keys);
        Take(from.Value, to.Value, rows: keys);
        Take(from.Output, to.Output, columns: queries);
        Take(from.FfnNorm, to.FfnNorm);
        Take(from.Gate, to.Gate, rows: keptChannels);
        Take(from.Up, to.Up, rows: keptChannels);
        Take(from.Down, to.Down, columns: keptChannels);
    }

    /// <summary>The rows (or columns) that parts of <paramref name="width"/> rows take.</summary>
    private static int[] Widen(int[] parts, int width) => [.. parts.SelectMany(part => Enumerable.Range(part * width, width))];

    private static void Take(WeightTensor from, WeightTensor to, int[]? rows = null, int[]? columns = null)
    {
        for (int row = 0; row < to.Rows; row++)
        {
            ReadOnlySpan<float> source = from.Row(rows is null ? row : rows[row]);
            Span<float> target = to.Row(row);
            for (int column = 0; column < target.Length; column++) target[column] = source[columns is null ? column : columns[column]];
        }
    }

    /// <summary>
    /// Fewer rows by a whole factor f: the hash takes row (h * rows) >> 16, so the words of row r of the small table are those of rows f r to f r + f - 1 of the
    /// large one. The new row is their mean, weighted by importance.
    /// </summary>
    private static void MergeRows(WeightTensor from, WeightTensor to, double[] importance)
    {
        if (to.Rows == 0) return;
        int factor = from.Rows / to.Rows;
        for (int row = 0; row < to.Rows; row++)
        {
            int first = row * factor;
            double total = importance.AsSpan(first, factor).ToArray().Sum();
            for (int old = first; old < first + factor; old++)
            {
                double share = total > 0 ? importance[old] / total : 1.0 / factor;
                VectorMath.AddScaled(from.Row(old), (float)share, to.Row(row));
            }
        }
    }
}
