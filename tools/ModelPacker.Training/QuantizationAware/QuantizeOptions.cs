using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>What quantisation-aware training leads to.</summary>
public sealed record QuantizeOptions
{
    /// <summary>A recipe for weights that are trained already; its options of size are not looked at.</summary>
    public static readonly TrainingOptions Recipe = new() { Epochs = 3, LearningRate = 4e-4f, WarmUp = 0.1f, Dropout = 0.05f, AverageDecay = 0.998f };

    /// <summary>What the weights become.</summary>
    public WeightFormat Format { get; init; } = WeightFormat.Int8;

    /// <summary>Where int8 activations saturate.</summary>
    public RangeMethod Method { get; init; }

    /// <summary>Share of the epochs after which the steps are chosen anew and then stay; with fewer than two epochs they stay from the start.</summary>
    public double SettlingShare { get; init; } = 1 / 3.0;

    /// <summary>The epochs before and after the steps are chosen anew.</summary>
    internal (int Settling, int Frozen) Divide(int epochs)
    {
        int settling = epochs < 2 ? 0 : Math.Clamp((int)Math.Round(epochs * SettlingShare), 0, epochs - 1);
        return (settling, epochs - settling);
    }
}
