namespace ModelPacker.Training.Network;

/// <summary>A text as the model reads it, and what the heads should say.</summary>
/// <param name="Text">The tokens.</param>
/// <param name="Groups">Wanted output of each group of the sentence head, counted in the group; <see cref="CrossEntropy.Ignored"/>: not trained.</param>
/// <param name="Tags">Wanted tag of each word; <see cref="CrossEntropy.Ignored"/>: not trained.</param>
public sealed record TrainingExample(TokenizedText Text, int[] Groups, int[] Tags);
