using ModelPacker.Core.Model;

namespace ModelPacker.Training.Pruning;

/// <summary>The shape that a model shall have after pruning; what is null stays as it is.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="Hidden">Feed-forward channels.</param>
/// <param name="Layers">Layers.</param>
/// <param name="NgramRows">Rows of the n-gram table, a divisor of those it has.</param>
/// <param name="Pieces">Subwords.</param>
/// <param name="Dim">Width of the residual stream, a multiple of 4.</param>
public sealed record PruneTarget(int? Heads = null, int? Hidden = null, int? Layers = null, int? NgramRows = null, int? Pieces = null, int? Dim = null)
{
    /// <summary>The shape of <paramref name="source"/> after pruning.</summary>
    /// <exception cref="ArgumentException">It cannot be had; the message says why and what can.</exception>
    public ModelConfig Of(Checkpoint source)
    {
        ModelConfig config = source.Config;
        int perGroup = config.Heads / config.KvHeads, heads = Heads ?? config.Heads;
        Require(heads % perGroup == 0, $"{heads} heads cannot be kept, since {perGroup} share their keys and values; keep a multiple of {perGroup}");
        ModelConfig target = config with
        {
            Heads = heads,
            KvHeads = heads / perGroup,
            Hidden = Hidden ?? config.Hidden,
            Layers = Layers ?? config.Layers,
            NgramRows = NgramRows ?? config.NgramRows,
            Pieces = Pieces ?? config.Pieces,
            Dim = Dim ?? config.Dim,
        };
        Check(source, target);
        return target;
    }

    /// <summary>Refuses a target that pruning <paramref name="source"/> cannot give.</summary>
    /// <exception cref="ArgumentException">The message says why, and what can be had.</exception>
    internal static void Check(Checkpoint source, ModelConfig target)
    {
        ModelConfig config = source.Config;
        Within("values of width", target.Dim, 4, config.Dim);
        Within("heads", target.Heads, 1, config.Heads);
        Within("hidden", target.Hidden, 4, config.Hidden);
        Within("layers", target.Layers, 1, config.Layers);
        Within("pieces", target.Pieces, Enumerable.Range(0, config.Pieces).Count(piece => StructuredPruner.IsNeeded(source.Pieces, piece)), config.Pieces);
        if (target.NgramRows != config.NgramRows)
        {
            Within("n-gram rows", target.NgramRows, 1, config.NgramRows);
            Require(config.NgramRows % target.NgramRows == 0, $"{config.NgramRows} n-gram rows cannot be merged into {target.NgramRows}; choose a divisor, such as {NearestDivisor(config.NgramRows, target.NgramRows)}");
        }
        ModelConfig reachable = config with
        {
            Heads = target.Heads, KvHeads = target.Heads / (config.Heads / config.KvHeads), Hidden = target.Hidden, Layers = target.Layers,
            NgramRows = target.NgramRows, Pieces = target.Pieces, Dim = target.Dim,
        };
        Require(target == reachable, $"the target {target} differs from the model in more than width, heads, hidden, layers, n-gram rows and pieces");
        target.Validate();
    }

    private static int NearestDivisor(int rows, int wanted) =>
        Enumerable.Range(1, rows).Where(divisor => rows % divisor == 0).MinBy(divisor => Math.Abs(divisor - wanted));

    private static void Within(string what, int value, int least, int most) =>
        Require(value >= least && value <= most, $"{value} {what} cannot be had from this model; choose {least}..{most}");

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new ArgumentException("pruning: " + message);
    }
}
