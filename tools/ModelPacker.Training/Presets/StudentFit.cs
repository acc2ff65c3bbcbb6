using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Presets;

/// <summary>A student whose image fits once it is pruned as the preset says.</summary>
/// <param name="Options">The student before pruning.</param>
/// <param name="Pieces">Its subwords.</param>
/// <param name="Bytes">About the bytes of the image after pruning.</param>
public sealed record StudentFit(TrainingOptions Options, IReadOnlyList<string> Pieces, long Bytes)
{
    private const int RowStep = 32;
    private const double PieceStep = 0.8;

    /// <summary>
    /// Makes the tables as large as the preset's limit allows: fewer rows of n-grams first, and where that leaves less than a quarter of them, fewer
    /// subwords.
    /// </summary>
    /// <param name="preset">The preset.</param>
    /// <param name="schema">What the model shall tell apart.</param>
    /// <param name="words">Words of the corpus and their numbers.</param>
    /// <param name="maxTokens">Longest prompt.</param>
    /// <exception cref="ArgumentException">For so many intents and slots the heads alone leave no room.</exception>
    public static StudentFit Of(Preset preset, Schema schema, IReadOnlyDictionary<string, long> words, int maxTokens)
    {
        TrainingOptions student = preset.Student with { MaxTokens = maxTokens };
        int least = PieceTrainer.Least(words);
        for (int limit = Math.Max(least, student.Pieces); ; limit = Math.Max(least, (int)(limit * PieceStep)))
        {
            IReadOnlyList<string> pieces = PieceTrainer.Train(words, limit);
            long smallest = Measure(preset, student with { NgramRows = RowStep }, schema, pieces);
            long perStep = Measure(preset, student with { NgramRows = 2 * RowStep }, schema, pieces) - smallest;
            int rows = (int)Math.Min(student.NgramRows, RowStep + ((preset.MaxImageBytes - smallest) / perStep * RowStep));
            if (rows >= student.NgramRows / 4 || (limit == least && rows >= RowStep))
            {
                return Exactly(preset, student with { NgramRows = rows, Pieces = limit }, schema, pieces);
            }

            if (limit == least)
            {
                throw new ArgumentException(
                    $"preset {preset.Name}: with {schema.Intents.Count} intents and {schema.Slots.Count} slots the image takes at least {smallest} bytes, "
                    + $"but {preset.MaxImageBytes} are allowed; allow more, or choose a larger preset where the preset itself allows no more");
            }
        }
    }

    // A step is not always the same number of bytes, because sections are aligned.
    private static StudentFit Exactly(Preset preset, TrainingOptions options, Schema schema, IReadOnlyList<string> pieces)
    {
        long bytes;
        while ((bytes = Measure(preset, options, schema, pieces)) > preset.MaxImageBytes)
        {
            options = options with { NgramRows = options.NgramRows - RowStep };
        }

        return new StudentFit(options, pieces, bytes);
    }

    private static long Measure(Preset preset, TrainingOptions student, Schema schema, IReadOnlyList<string> pieces)
    {
        ModelConfig config = student.ToConfig(schema, pieces.Count);
        return ImageSize.Of(config with { Heads = preset.PrunedHeads, KvHeads = preset.PrunedHeads, Hidden = preset.PrunedHidden }, pieces, schema, preset.Format);
    }
}
