namespace ModelPacker.Training.Presets;

/// <summary>
/// How long each stage trains, in sentences: a run takes minutes whatever the size of the data, since few sentences are gone through more often.
/// </summary>
/// <param name="Teacher">Sentences of each teacher's training.</param>
/// <param name="Student">Of the student's.</param>
/// <param name="Recovery">Of the training after pruning.</param>
/// <param name="QuantizationAware">Of the training with rounded weights and activations.</param>
/// <param name="MaxEpochs">Most epochs of a stage.</param>
public sealed record Effort(int Teacher = 140_000, int Student = 360_000, int Recovery = 100_000, int QuantizationAware = 60_000, int MaxEpochs = 160)
{
    private const int LeastEpochs = 2;

    /// <summary>Epochs that come to about so many sentences.</summary>
    /// <param name="sentences">One of the efforts.</param>
    /// <param name="epochSize">Sentences of an epoch.</param>
    public int Epochs(int sentences, int epochSize) => Math.Clamp((int)Math.Round(sentences / (double)Math.Max(1, epochSize)), Math.Min(LeastEpochs, MaxEpochs), MaxEpochs);
}
