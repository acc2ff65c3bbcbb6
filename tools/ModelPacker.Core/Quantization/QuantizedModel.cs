using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>A transformer layer in integers (docs/numerics.md); the norms' weights are folded into the matrices that follow.</summary>
/// <param name="SwigluShift">The k of SwiGLU, 1..31.</param>
/// <param name="Silu">SiLU of every int8 gate value, from -128 on.</param>
public sealed record QuantizedLayer(
    QuantizedMatrix Query, QuantizedMatrix Key, QuantizedMatrix Value, QuantizedMatrix Output,
    QuantizedMatrix Gate, QuantizedMatrix Up, QuantizedMatrix Down,
    NormScale AttentionNorm, NormScale FfnNorm, SoftmaxScale Softmax, QuantizedMultiplier AttentionOutput, int SwigluShift, short[] Silu)
{
    /// <summary>The matrices in the order of the image.</summary>
    public IReadOnlyList<QuantizedMatrix> Matrices => [Query, Key, Value, Output, Gate, Up, Down];
}

/// <summary>A whole model in integers.</summary>
/// <param name="Pieces">[pieces, dim].</param>
/// <param name="Ngrams">[ngram_rows, dim], of the same bits.</param>
/// <param name="PieceScale">a_e: <see cref="TableQuantizer.ScaleUnits"/> times the step of <paramref name="Pieces"/> over the residual's.</param>
/// <param name="NgramScale">a_g by the number of rows summed, 0..16.</param>
/// <param name="PoolScale">The A of the sentence head: 2^16 times the final norm's step over the pooled step.</param>
/// <param name="Transitions">[tag_outputs, tag_outputs], (from, to), 1/16 nat; empty: none.</param>
public sealed record QuantizedModel(
    ModelConfig Config, QuantizedTable Pieces, QuantizedTable Ngrams, ushort PieceScale, ushort[] NgramScale,
    NormScale FinalNorm, int PoolScale, IReadOnlyList<QuantizedLayer> Layers, QuantizedMatrix? SentenceHead, QuantizedMatrix? TagHead,
    sbyte[] Transitions)
{
    /// <summary>Largest <see cref="PoolScale"/> of the engine.</summary>
    public const int MaxPoolScale = (1 << 23) - 1;
}
