using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;
using NanoLm.Runtime.Text;

namespace ModelPacker.Training;

/// <summary>Runs a checkpoint in floating point, one text at a time, with the outputs that the device's kernels give. Not thread safe.</summary>
public sealed class FloatModel : ILogitSource
{
    private const float LogitScale = 256;
    private readonly TextEncoder _texts;
    private readonly CommandNetwork _network;
    private readonly RaggedBatch _batch = new();
    private readonly float _sentenceScale;

    /// <summary>A model over the checkpoint's weights.</summary>
    /// <param name="checkpoint">The model.</param>
    /// <param name="plan">Makes it round as the packed image does (see <see cref="CommandNetwork"/>); null: no rounding.</param>
    /// <param name="temperature">Divides the sentence logits.</param>
    public FloatModel(Checkpoint checkpoint, QuantizationPlan? plan = null, double temperature = 1)
    {
        _sentenceScale = (float)(LogitScale / temperature);
        _texts = new TextEncoder(checkpoint.Pieces, checkpoint.Config.MaxTokens, checkpoint.Config.NgramRows);
        _network = new CommandNetwork(checkpoint.Weights, plan: plan);
        Transitions = TransitionSection.Quantize(checkpoint.Weights);
    }

    /// <inheritdoc/>
    public ModelConfig Config => _network.Weights.Config;

    /// <inheritdoc/>
    public sbyte[] Transitions { get; }

    /// <inheritdoc/>
    public Normalizer Words => _texts.Words.Normalizer;

    /// <inheritdoc/>
    public Logits? Read(string text) => Run(text);

    /// <summary>Logits of a text, or null when it is too long for the model.</summary>
    public Logits? Run(string text, IActivationObserver? observer = null) =>
        _texts.Encode(text) is { } tokens ? Run(tokens, observer) : null;

    /// <summary>Logits of a tokenised text.</summary>
    public Logits Run(TokenizedText tokens, IActivationObserver? observer = null)
    {
        _batch.Clear();
        _batch.Add(tokens, _ => true);
        _network.Forward(_batch, observer: observer);
        return new Logits(ToFixed(_network.SentenceLogits.Values, _sentenceScale), ToFixed(_network.TagLogits.Values, LogitScale));
    }

    private static short[] ToFixed(ReadOnlySpan<float> logits, float scale)
    {
        var result = new short[logits.Length];
        for (int i = 0; i < result.Length; i++) result[i] = (short)Math.Clamp(MathF.Round(logits[i] * scale), short.MinValue, short.MaxValue);
        return result;
    }
}
