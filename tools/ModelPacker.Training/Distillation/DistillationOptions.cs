namespace ModelPacker.Training.Distillation;

/// <summary>How a student learns from a teacher (Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", 2015).</summary>
/// <param name="Share">
/// Part of the loss that compares with the teacher, 0..1; the rest compares with the labels. A text without labels has the teacher's part alone.
/// </param>
/// <param name="Temperature">What the logits of both are divided by before they are compared, above 0: the higher, the more the unlikely answers count.</param>
public sealed record DistillationOptions(float Share = 0.7f, float Temperature = 2)
{
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Share is not (>= 0 and <= 1)) throw new ArgumentException($"distillation: the teacher's share {Share} must lie in 0..1");
        if (!(Temperature > 0)) throw new ArgumentException($"distillation: the temperature {Temperature} must be above 0");
    }
}
