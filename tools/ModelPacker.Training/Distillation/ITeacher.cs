namespace ModelPacker.Training.Distillation;

/// <summary>What a teacher thinks of one text, as logits in nat.</summary>
/// <param name="Sentence">
/// [sentence_outputs], all softmax groups of <see cref="Examples.OutputLayout"/>; or the first [1 + intents] alone, and the list slots are not taught.
/// </param>
/// <param name="Tags">[words * tag_outputs], at each word of the firmware's normaliser; null: tags are not taught.</param>
public sealed record SoftTarget(float[] Sentence, float[]? Tags);

/// <summary>Anything that can label texts softly: a larger network, several, a linear classifier, a file.</summary>
public interface ITeacher
{
    /// <summary>The targets of each text, in order; null for a text that is too long for the teacher.</summary>
    IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts);
}
