using ModelPacker.Core.Model;

namespace ModelPacker.Core.Quantization;

/// <summary>
/// The ranges of a float model's activations over sample prompts. Norm outputs count without the norm's learned weights,
/// because the engine has these folded into the next matrix.
/// </summary>
public sealed class ActivationRanges(ModelWeights weights) : IActivationObserver
{
    private const double SmallestWeight = 1e-6;

    private readonly Dictionary<(ActivationKind Kind, int Layer), Histogram> histograms = [];

    /// <inheritdoc/>
    public void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values)
    {
        // One step serves the whole residual stream.
        int key = kind == ActivationKind.Residual ? -1 : layer;
        if (!histograms.TryGetValue((kind, key), out Histogram? histogram))
        {
            histograms.Add((kind, key), histogram = new Histogram());
        }

        WeightTensor? norm = NormWeights(kind, layer);
        if (norm is null)
        {
            histogram.Add(values);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            float weight = norm.Values[i % norm.Columns];
            if (Math.Abs(weight) > SmallestWeight)
            {
                histogram.Add(values[i] / weight);
            }
        }
    }

    /// <summary>Largest magnitude seen.</summary>
    public double Max(ActivationKind kind, int layer = -1) => RoundUp(Find(kind, layer).Max);

    /// <summary>The best magnitude for an int8 tensor to saturate at.</summary>
    public double Clip(ActivationKind kind, int layer = -1, RangeMethod method = default)
    {
        Histogram histogram = Find(kind, layer);
        return RoundUp(method.Percentile is { } percent ? histogram.Percentile(percent) : histogram.BestClip(sbyte.MaxValue));
    }

    // Processors add floating-point sums in different orders; on a grid their ranges, and so the images, come out the same.
    private static double RoundUp(double range)
    {
        const int bits = 7;
        double unit = range > 0 ? Math.ScaleB(1, Math.ILogB(range) - bits) : 1;
        return Math.Ceiling(range / unit) * unit;
    }

    private Histogram Find(ActivationKind kind, int layer) => histograms.TryGetValue((kind, layer), out Histogram? histogram)
        ? histogram
        : throw new QuantizationException($"no prompt has shown the range of {kind} in layer {layer}: give calibration texts");

    private WeightTensor? NormWeights(ActivationKind kind, int layer) => kind switch
    {
        ActivationKind.AttentionNorm => weights.Layers[layer].AttentionNorm,
        ActivationKind.FfnNorm => weights.Layers[layer].FfnNorm,
        ActivationKind.FinalNorm or ActivationKind.Pooled => weights.FinalNorm,
        _ => null,
    };
}
