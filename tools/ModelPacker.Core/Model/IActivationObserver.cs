namespace ModelPacker.Core.Model;

/// <summary>An activation tensor of the float model; those without a layer are observed with layer -1.</summary>
public enum ActivationKind
{
    /// <summary>The residual stream: after the embedding (layer -1) and after each of a layer's two additions. [tokens, dim]</summary>
    Residual,

    /// <summary>Output of a layer's attention norm. [tokens, dim]</summary>
    AttentionNorm,

    /// <summary>Queries before rotation. [tokens, heads * head_dim]</summary>
    Query,

    /// <summary>Keys before rotation. [tokens, kv_heads * head_dim]</summary>
    Key,

    /// <summary>Queries after rotation.</summary>
    RotatedQuery,

    /// <summary>Keys after rotation.</summary>
    RotatedKey,

    /// <summary>Values. [tokens, kv_heads * head_dim]</summary>
    Value,

    /// <summary>The attention's weighted values, before the output matrix. [tokens, heads * head_dim]</summary>
    Attention,

    /// <summary>Output of a layer's feed-forward norm. [tokens, dim]</summary>
    FfnNorm,

    /// <summary>Gate, before SiLU. [tokens, hidden]</summary>
    Gate,

    /// <summary>Up. [tokens, hidden]</summary>
    Up,

    /// <summary>silu(gate) * up. [tokens, hidden]</summary>
    Hidden,

    /// <summary>Output of the final norm. [tokens, dim]; layer -1</summary>
    FinalNorm,

    /// <summary>Mean of the final norm's outputs over the tokens. [sentences, dim]; layer -1</summary>
    Pooled,
}

/// <summary>Sees every activation of a float forward pass, in the order of computation.</summary>
public interface IActivationObserver
{
    /// <summary>Called once per tensor; <paramref name="values"/> is row-major, holds all sentences of the batch and is valid only during the call.</summary>
    void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values);
}
