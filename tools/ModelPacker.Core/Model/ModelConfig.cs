using System.Text.Json.Serialization;

namespace ModelPacker.Core.Model;

/// <summary>The shape of a command model; the field names are those of CONF in docs/image-format.md.</summary>
/// <param name="Dim">Width of the residual stream; a multiple of 4.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Query heads; a multiple of <paramref name="KvHeads"/>.</param>
/// <param name="KvHeads">Key and value heads.</param>
/// <param name="HeadDim">Width of one head; even, because RoPE turns pairs.</param>
/// <param name="Hidden">Width of the feed-forward layer.</param>
/// <param name="MaxTokens">Longest prompt, the end piece included.</param>
/// <param name="Causal">Whether a token sees only itself and what stands before it.</param>
/// <param name="Pieces">Rows of the subword embedding, specials included.</param>
/// <param name="NgramRows">Rows of the hashed n-gram embedding; 0: none.</param>
/// <param name="SentenceOutputs">Logits of the sentence head; 0: no such head.</param>
/// <param name="TagOutputs">Logits of the tag head; 0: no such head.</param>
/// <param name="Transitions">Whether moves from one word's tag to the next have scores of their own (a linear-chain CRF); see <see cref="BioTags"/>.</param>
public sealed record ModelConfig(
    int Dim, int Layers, int Heads, int KvHeads, int HeadDim, int Hidden, int MaxTokens, bool Causal,
    int Pieces, int NgramRows, int SentenceOutputs, int TagOutputs, bool Transitions = false)
{
    /// <summary>Width of all query heads together.</summary>
    public int QueryWidth => Heads * HeadDim;

    /// <summary>Width of all key (or value) heads together.</summary>
    public int KvWidth => KvHeads * HeadDim;

    /// <summary>Multiply-accumulates of a token in the trunk's matrix products; attention's own sums and the heads are not counted.</summary>
    [JsonIgnore]
    public long MultiplyAccumulates => (long)Layers * Dim * ((2 * QueryWidth) + (2 * KvWidth) + (3 * Hidden));

    /// <summary>Throws <see cref="ArgumentException"/> naming the first field that the image format does not allow.</summary>
    public void Validate()
    {
        Require(Dim is >= 4 and <= 4096 && Dim % 4 == 0, "dim", Dim, "a multiple of 4 in 4..4096");
        Require(Layers is >= 1 and <= 64, "layers", Layers, "1..64");
        Require(Heads >= 1, "heads", Heads, "at least 1");
        Require(KvHeads >= 1 && Heads % KvHeads == 0, "kv_heads", KvHeads, $"a divisor of the {Heads} heads");
        Require(HeadDim >= 2 && HeadDim % 2 == 0, "head_dim", HeadDim, "even");
        Require(QueryWidth % 4 == 0 && QueryWidth <= 4096, "heads * head_dim", QueryWidth, "a multiple of 4, at most 4096");
        Require(KvWidth % 4 == 0, "kv_heads * head_dim", KvWidth, "a multiple of 4");
        Require(Hidden is >= 4 and <= 16384 && Hidden % 4 == 0, "hidden", Hidden, "a multiple of 4 in 4..16384");
        Require(MaxTokens is >= 1 and <= 1024, "max_tokens", MaxTokens, "1..1024");
        Require(Pieces is >= 1 and <= 65535, "pieces", Pieces, "1..65535");
        Require(NgramRows is >= 0 and <= 65535, "ngram_rows", NgramRows, "0..65535");
        Require(SentenceOutputs is >= 0 and <= 65535, "sentence_outputs", SentenceOutputs, "0..65535");
        Require(TagOutputs is >= 0 and <= 65535, "tag_outputs", TagOutputs, "0..65535");
        Require(!Transitions || (TagOutputs is >= 1 and <= BioTags.MaxChained && TagOutputs % 2 == 1), "tag_outputs", TagOutputs,
            $"odd and at most {BioTags.MaxChained} where tags have transitions");
    }

    private static void Require(bool holds, string field, int value, string rule)
    {
        if (!holds) throw new ArgumentException($"model configuration: {field} is {value} but must be {rule}");
    }
}
