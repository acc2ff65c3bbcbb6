using ModelPacker.Core.Model;

namespace ModelPacker.Training.Pruning;

/// <summary>The shapes on the way from one to another in equal parts.</summary>
internal static class PruneSchedule
{
    /// <summary>The shape after <paramref name="part"/> of <paramref name="parts"/>; after the last it is <paramref name="to"/>.</summary>
    public static ModelConfig Between(ModelConfig from, ModelConfig to, int part, int parts)
    {
        int perGroup = from.Heads / from.KvHeads, groups = Between(from.KvHeads, to.KvHeads, 1);
        while (groups * from.HeadDim % 4 != 0) groups++;
        return to with
        {
            KvHeads = groups,
            Heads = groups * perGroup,
            Hidden = Between(from.Hidden, to.Hidden, 4),
            Layers = Between(from.Layers, to.Layers, 1),
            Pieces = Between(from.Pieces, to.Pieces, 1),
            Dim = Between(from.Dim, to.Dim, 4),
            NgramRows = Rows(),
        };

        // Rounded up, so that rather the later steps take more out.
        int Between(int first, int last, int unit) =>
            Math.Min(first, ((last * part) + (first * (parts - part)) + (parts * unit) - 1) / (parts * unit) * unit);

        // Rows merge by whole factors only.
        int Rows() => from.NgramRows == 0 ? 0 : Enumerable.Range(Between(from.NgramRows, to.NgramRows, 1), from.NgramRows)
            .First(rows => from.NgramRows % rows == 0 && rows % to.NgramRows == 0);
    }
}
