using ModelPacker.Core.Model;

namespace ModelPacker.Training.Pruning;

/// <summary>The shapes on the way from one to another.</summary>
internal static class PruneSchedule
{
    /// <summary>
    /// The next shape when <paramref name="steps"/> equal steps lead from one shape to another. What cannot be divided goes early, so that most of the
    /// training comes after it.
    /// </summary>
    public static ModelConfig Next(ModelConfig from, ModelConfig to, int steps)
    {
        int perGroup = from.Heads / from.KvHeads, groups = Less(from.KvHeads, to.KvHeads, 1);
        while (groups * from.HeadDim % 4 != 0) groups--;
        return to with
        {
            KvHeads = groups,
            Heads = groups * perGroup,
            Hidden = Less(from.Hidden, to.Hidden, 4),
            Layers = Less(from.Layers, to.Layers, 1),
            Pieces = Less(from.Pieces, to.Pieces, 1),
            Dim = Less(from.Dim, to.Dim, 4),
            NgramRows = MergedRows(),
        };

        int Less(int first, int last, int unit) => Math.Max(last, (last + (first * (steps - 1))) / (steps * unit) * unit);

        // Rows merge by whole factors only.
        int MergedRows()
        {
            if (from.NgramRows == 0) return 0;
            int rows = Less(from.NgramRows, to.NgramRows, 1);
            while (from.NgramRows % rows != 0 || rows % to.NgramRows != 0) rows--;
            return rows;
        }
    }
}
