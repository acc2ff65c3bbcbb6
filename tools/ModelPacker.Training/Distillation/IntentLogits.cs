namespace ModelPacker.Training.Distillation;

/// <summary>Intent logits of teachers that do not know every class.</summary>
internal static class IntentLogits
{
    /// <summary>Logit of an unknown class above the best one's: its probability is then about e^-20.</summary>
    public const float Unknown = -20;

    /// <summary>[1 + intents] logits of a teacher that knows no texts out of scope.</summary>
    public static float[] WithoutOutOfScope(ReadOnlySpan<float> intents)
    {
        var logits = new float[1 + intents.Length];
        intents.CopyTo(logits.AsSpan(1));
        logits[0] = logits[1..].Max() + Unknown;
        return logits;
    }
}
