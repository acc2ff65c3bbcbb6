using ModelPacker.Core.Model;

namespace ModelPacker.Core.Planning;

/// <summary>What a session's arena is used for, in bytes; the sum is nlm_arena_bytes of the same shape (native/kernels/src/session.c).</summary>
/// <param name="Residual">The tokens' residual stream.</param>
/// <param name="KeysAndValues">Keys and values: of all layers where the model is causal, else of the layer at work.</param>
/// <param name="Working">What attention, feed-forward and the sentence head work in, one after the other.</param>
public sealed record ArenaLayout(long Residual, long KeysAndValues, long Working)
{
    private const int Tile = 8;

    /// <summary>The arena's size.</summary>
    public long Total => Residual + KeysAndValues + Working;

    /// <summary>The arena of a model of this shape.</summary>
    public static ArenaLayout Of(ModelConfig config)
    {
        long tokens = config.MaxTokens, tile = Math.Min(Tile, tokens), kept = config.Causal ? config.Layers : 1;
        long attention = Aligned(tile * config.QueryWidth * sizeof(short)) + Aligned(tile * config.QueryWidth)
            + Aligned(Math.Max(tokens, config.HeadDim) * sizeof(int)) + Aligned(tokens * sizeof(short));
        long feedForward = 2 * Aligned(tile * config.Hidden);
        long head = config.SentenceOutputs == 0 ? 0 : Aligned(config.Dim * sizeof(int));
        return new ArenaLayout(
            Aligned(tokens * config.Dim * sizeof(short)),
            2 * Aligned(kept * tokens * config.KvWidth),
            Aligned(tile * config.Dim) + Math.Max(Math.Max(attention, feedForward), head));
    }

    // Every array starts at a multiple of 16.
    private static long Aligned(long bytes) => (bytes + 15) / 16 * 16;
}
