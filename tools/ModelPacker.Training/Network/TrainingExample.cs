using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Network;

/// <summary>A text as the model reads it, and what the heads should say.</summary>
/// <param name="Text">The tokens.</param>
/// <param name="Groups">Wanted output of each group of the sentence head, counted in the group; <see cref="CrossEntropy.Ignored"/>: not trained.</param>
/// <param name="Tags">Wanted tag of each word; <see cref="CrossEntropy.Ignored"/>: not trained.</param>
/// <param name="Taught">What a teacher says of the text; null: only the labels count.</param>
public sealed record TrainingExample(TokenizedText Text, int[] Groups, int[] Tags, SoftTarget? Taught = null);
