using ModelPacker.Core.Model;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Presets;

namespace ModelPacker.Training.Planning;

/// <summary>A smaller model for the same commands.</summary>
/// <param name="How">The command's options that make it.</param>
/// <param name="ImageBytes">About the bytes of its image, rather more than less.</param>
/// <param name="ArenaBytes">Bytes of RAM that its session takes.</param>
/// <param name="Fits">Whether the board has room for it.</param>
public sealed record SmallerModel(string How, long ImageBytes, long ArenaBytes, bool Fits);

/// <summary>What would fit where a model does not; the sizes are those of images made for the purpose.</summary>
public sealed class SmallerModels
{
    private const int RowStep = 32;
    private const int LeastTokens = 8;
    private const int Slack = 512;

    private readonly Checkpoint checkpoint;
    private readonly BoardFile board;
    private readonly WeightFormat format;

    // What the image has beside what depends on the shape: less what is measured here, plus some slack for other canary prompts.
    private readonly long rest;

    private SmallerModels(Checkpoint checkpoint, BoardFile board, WeightFormat format, long imageBytes)
    {
        this.checkpoint = checkpoint;
        this.board = board;
        this.format = format;
        rest = imageBytes + Slack - ImageSize.Of(checkpoint.Config, checkpoint.Pieces, checkpoint.Schema, format, board.Order);
    }

    private ModelConfig Config => checkpoint.Config;

    /// <summary>Smaller models than that of a checkpoint, the most like it first; those that fit and those that are still too large.</summary>
    /// <param name="checkpoint">The model that does not fit.</param>
    /// <param name="board">The board.</param>
    /// <param name="options">How it was packed.</param>
    /// <param name="imageBytes">Size of the image that it gave.</param>
    public static IReadOnlyList<SmallerModel> Of(Checkpoint checkpoint, BoardFile board, PackOptions options, long imageBytes)
    {
        var models = new SmallerModels(checkpoint, board, options.Format ?? checkpoint.Plan?.Format ?? WeightFormat.Int8, imageBytes);
        return [.. models.Packed(), .. models.FewerRows(), .. models.FewerLayers(), .. models.ShorterPrompts(), .. models.Presets()];
    }

    private IEnumerable<SmallerModel> Packed()
    {
        (string How, WeightFormat Format)[] formats =
        [
            ("pack --embedding-bits 4", format with { EmbeddingBits = 4 }),
            ("pack --bits 4 --group 32", format with { MatrixBits = 4, Group = 32 }),
            ("pack --bits 4 --group 32 --embedding-bits 4", new WeightFormat(4, 4, 32)),
            ("pack --bits 4 --embedding-bits 4", new WeightFormat(4, 4, 0)),
        ];
        return formats.Where(smaller => smaller.Format != format && smaller.Format.MatrixBits <= format.MatrixBits
            && (format.MatrixBits == 8 || format.Group > 0 || smaller.Format.Group == 0))
            .Select(smaller => Model(smaller.How, Config, smaller.Format)).DistinctBy(model => model.ImageBytes);
    }

    // The most rows that fit, where a smaller table is enough.
    private IEnumerable<SmallerModel> FewerRows()
    {
        if (board.SlotBytes is not { } room || Config.NgramRows <= RowStep || Measure(Config, format) is var now && now <= room)
        {
            yield break;
        }

        int half = Config.NgramRows / 2 / RowStep * RowStep;
        long perRow = Math.Max(1, (now - Measure(Config with { NgramRows = half }, format)) / (Config.NgramRows - half));
        for (long rows = (Config.NgramRows - ((now - room) / perRow)) / RowStep * RowStep; rows >= RowStep; rows -= RowStep)
        {
            SmallerModel model = Model($"prune --ngram-rows {rows}", Config with { NgramRows = (int)rows }, format);
            if (model.ImageBytes <= room)
            {
                yield return model;
                yield break;
            }
        }
    }

    private IEnumerable<SmallerModel> FewerLayers() => Config.Layers == 1 ? []
        : [Model($"prune --layers {Config.Layers - 1}", Config with { Layers = Config.Layers - 1 }, format)];

    // The longest prompts whose arena has room.
    private IEnumerable<SmallerModel> ShorterPrompts()
    {
        bool Overflows(int tokens) =>
            MemoryPlan.Of(board, 0, Config with { MaxTokens = tokens }).Regions.Any(region => region.Left < 0);
        int most = Config.MaxTokens;
        while (most > LeastTokens && Overflows(most))
        {
            most--;
        }

        if (most < Config.MaxTokens && !Overflows(most))
        {
            yield return Model($"train --max-tokens {most}", Config with { MaxTokens = most }, format);
        }
    }

    // Their images are trimmed to a size, so that size is what they take.
    private IEnumerable<SmallerModel> Presets() => Preset.All.Select(preset =>
    {
        ModelConfig shape = (preset.Student with { MaxTokens = Config.MaxTokens }).ToConfig(checkpoint.Schema, preset.Student.Pieces)
            with { Heads = preset.PrunedHeads, KvHeads = preset.PrunedHeads, Hidden = preset.PrunedHidden };
        return Planned($"train --preset {preset.Name}", preset.MaxImageBytes, shape);
    });

    private SmallerModel Model(string how, ModelConfig config, WeightFormat weights) => Planned(how, Measure(config, weights), config);

    private SmallerModel Planned(string how, long imageBytes, ModelConfig config)
    {
        MemoryPlan plan = MemoryPlan.Of(board, imageBytes, config);
        return new SmallerModel(how, imageBytes, plan.Arena.Total, plan.Fits);
    }

    private long Measure(ModelConfig config, WeightFormat weights) =>
        ImageSize.Of(config, checkpoint.Pieces, checkpoint.Schema, weights, board.Order) + rest;
}
