using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.Pruning;

/// <summary>How to prune.</summary>
public sealed record PruneOptions
{
    /// <summary>The shape to reach.</summary>
    public PruneTarget Target { get; init; } = new();

    /// <summary>
    /// Most bytes of the image; null: only <see cref="Target"/> counts. What the target leaves too large is made smaller where that costs the least
    /// accuracy for each byte.
    /// </summary>
    public long? MaxImageBytes { get; init; }

    /// <summary>What the weights will become in that image.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Int8;

    /// <summary>Times that a part is pruned and training follows, at least 1; fewer where there are less than 4 epochs for each.</summary>
    public int Steps { get; init; } = 3;

    /// <summary>Labelled training utterances, at most, on which importance is measured.</summary>
    public int ImportanceSamples { get; init; } = 4000;

    /// <summary>Of these, at most, those on which shapes for a number of bytes are compared.</summary>
    public int SearchSamples { get; init; } = 500;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Steps < 1 || ImportanceSamples < 1 || SearchSamples < 1)
        {
            throw new ArgumentException($"pruning: {Steps} steps, {ImportanceSamples} and {SearchSamples} samples; each must be at least 1");
        }
        if (MaxImageBytes < 1) throw new ArgumentException($"pruning: no image has at most {MaxImageBytes} bytes");
    }
}
