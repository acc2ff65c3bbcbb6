namespace ModelPacker.Training.Pruning;

/// <summary>What each part of a model is worth on labelled examples; figures of one kind compare with each other, not with those of another kind.</summary>
/// <param name="Groups">By layer and key/value head: with its query heads, the change of the loss without it, to first order. In nat per sentence.</param>
/// <param name="Channels">By layer and feed-forward channel: the same.</param>
/// <param name="Layers">Measured rise of the loss when the layer is passed over, in nat per sentence; below zero where the model does better without it.</param>
/// <param name="Pieces">By row of the piece embedding: the norm of the loss's gradient, summed over the row's uses.</param>
/// <param name="NgramRows">By row of the n-gram embedding: the same.</param>
public sealed record Importance(
    IReadOnlyList<double[]> Groups, IReadOnlyList<double[]> Channels, double[] Layers, double[] Pieces, double[] NgramRows)
{
    /// <summary>Numbers of the <paramref name="count"/> highest scores in rising order; of equal ones the first.</summary>
    internal static int[] Best(IReadOnlyList<double> scores, int count) =>
        [.. Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).Take(count).Order()];
}
