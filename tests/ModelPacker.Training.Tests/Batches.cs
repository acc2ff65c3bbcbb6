using ModelPacker.Training.Network;

namespace ModelPacker.Training.Tests;

/// <summary>Small ragged batches for tests.</summary>
internal static class Batches
{
    /// <summary>Three sentences of five, one and three tokens, with words of one and two tokens and two or no n-gram rows each.</summary>
    public static readonly TokenizedText[] Texts =
    [
        new([4, 2, 5, 3, 1], [0, 2, 3], [0, 2, 1, 1, 3], [0, 2, 4, 5]),
        new([1], [], [], [0]),
        new([3, 5, 1], [0], [2, 0, 4], [0, 3]),
    ];

    /// <summary>The batch of <see cref="Texts"/>.</summary>
    public static RaggedBatch Ragged()
    {
        var batch = new RaggedBatch();
        foreach (TokenizedText text in Texts) batch.Add(text, _ => true);
        return batch;
    }
}
