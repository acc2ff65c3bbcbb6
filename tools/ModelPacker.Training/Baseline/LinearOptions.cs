namespace ModelPacker.Training.Baseline;

/// <summary>Features and training of a <see cref="LinearClassifier"/>.</summary>
public sealed record LinearOptions
{
    /// <summary>Longest word n-gram, in words; at least 1.</summary>
    public int WordNgram { get; init; } = 2;

    /// <summary>Shortest character n-gram, in UTF-16 units; at least 1.</summary>
    public int ShortestCharacterNgram { get; init; } = 2;

    /// <summary>Longest character n-gram; below the shortest: no character n-grams.</summary>
    public int LongestCharacterNgram { get; init; } = 5;

    /// <summary>Weight of a training text's loss against the regulariser, C of the literature; above 0.</summary>
    public double Cost { get; init; } = 1;

    /// <summary>Training of a class ends when its projected gradients are within a range of this size.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>Most passes over the texts for one class.</summary>
    public int MaxPasses { get; init; } = 1000;

    /// <summary>Decides the order in which texts are visited, and the folds that the temperature is fitted on.</summary>
    public ulong Seed { get; init; } = 1;
}
