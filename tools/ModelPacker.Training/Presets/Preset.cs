using ModelPacker.Core.Quantization;
using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Presets;

/// <summary>A chain of stages sized for a board.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="MaxImageBytes">Most bytes of the whole image.</param>
/// <param name="Format">What the weights become.</param>
/// <param name="Teacher">The models that teach together; they never go to the board. Their epochs follow from <paramref name="Effort"/>.</param>
/// <param name="Student">The model that learns from it, likewise. Its table and then its subwords shrink until the image fits.</param>
/// <param name="PrunedHeads">Attention heads that pruning leaves in each layer.</param>
/// <param name="PrunedHidden">Feed-forward channels that pruning leaves in each layer.</param>
public sealed record Preset(
    string Name, int MaxImageBytes, WeightFormat Format, TrainingOptions Teacher, TrainingOptions Student, int PrunedHeads, int PrunedHidden)
{
    // A large table costs a teacher no time; two teachers make other mistakes, and their mean fewer.
    private static readonly TrainingOptions Medium = new()
    {
        Dim = 128, Layers = 3, Heads = 4, KvHeads = 4, Hidden = 336, Pieces = 1500, NgramRows = 16384, MaxImageBytes = int.MaxValue,
    };

    private static readonly TrainingOptions Large = Medium with { Dim = 192, Heads = 6, KvHeads = 6, Hidden = 512, LearningRate = 2e-3f };

    // They have the heads that are left in the end and a few channels more: pruning much, and training again, ends below training the small
    // shape. The limit on the image is kept by StudentFit, which knows more than the options.
    private static readonly TrainingOptions Small = new() { Dropout = 0.1f, MaxImageBytes = int.MaxValue };

    /// <summary>All presets, smallest first.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new(
            "mcu-100k", 100 * 1024, new WeightFormat(4, 4, 0), Medium,
            Small with { Dim = 64, Layers = 2, Heads = 2, KvHeads = 2, Hidden = 112, Pieces = 400, NgramRows = 1024, LearningRate = 4e-3f },
            PrunedHeads: 2, PrunedHidden: 96),
        new(
            "mcu-300k", 300 * 1024, WeightFormat.Int8, Medium,
            Small with { Dim = 96, Layers = 2, Heads = 2, KvHeads = 2, HeadDim = 32, Hidden = 176, Pieces = 600, NgramRows = 2048, LearningRate = 3e-3f },
            PrunedHeads: 2, PrunedHidden: 144),
        new(
            "mcu-1m", 1 << 20, new WeightFormat(8, 4, 0), Large,
            Small with { Dim = 128, Layers = 3, Heads = 3, KvHeads = 3, HeadDim = 32, Hidden = 168, Pieces = 1000, NgramRows = 8192 },
            PrunedHeads: 3, PrunedHidden: 144),
    ];

    /// <summary>Number of models of <see cref="Teacher"/>'s shape that teach together.</summary>
    public int Teachers { get; init; } = 2;

    /// <summary>The one model that teaches where a command file generates all the sentences one wants: to see more of them is worth more than to be large.</summary>
    public TrainingOptions GeneratedTeacher { get; init; } = Medium;

    /// <summary>How the student learns from them.</summary>
    public DistillationOptions Distillation { get; init; } = new(Share: 0.8f, Temperature: 1.5f);

    /// <summary>How long each stage trains on labelled utterances.</summary>
    public Effort Effort { get; init; } = new();

    /// <summary>How long each stage trains on what a command file generates, which is new in every epoch.</summary>
    public Effort GeneratedEffort { get; init; } = new(Teacher: 500_000, Student: 1_200_000);

    /// <summary>The preset of a name; null when there is none.</summary>
    public static Preset? Named(string name) => All.FirstOrDefault(preset => preset.Name == name);
}
