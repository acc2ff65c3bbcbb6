using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>Runs a float model over sample texts to show the ranges of its activations.</summary>
public static class RangeSampling
{
    // Texts that are enough to show the ranges.
    private const int Texts = 400;

    /// <summary>The ranges over <paramref name="texts"/>, of which evenly spread ones are read where there are many.</summary>
    /// <exception cref="InvalidDataException">All of them are too long for the model.</exception>
    public static ActivationRanges Observe(Checkpoint checkpoint, IReadOnlyList<string> texts)
    {
        var ranges = new ActivationRanges(checkpoint.Weights);
        var model = new FloatModel(checkpoint);
        int stride = Math.Max(1, texts.Count / Texts);
        int read = 0;
        for (int i = 0; i < texts.Count; i += stride) read += model.Run(texts[i], ranges) is null ? 0 : 1;
        return read > 0 ? ranges : throw new InvalidDataException(
            $"all samples are longer than the {checkpoint.Config.MaxTokens} tokens of the model: train one that takes more");
    }
}
