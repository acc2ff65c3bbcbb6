using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Network;

namespace ModelPacker.Training;

/// <summary>Size of the model and the recipe of its training. The defaults suit a command file with tens of thousands of fresh sentences an epoch.</summary>
public sealed record TrainingOptions
{
    // What an image takes beside its weights (docs/image-format.md): bias, multiplier and shift of a matrix row; record heads and the
    // SiLU table of a layer; about four trie states of a subword; headers, grammar, calibration, canaries and provenance, roughly.
    private const int BytesPerRow = 9, BytesPerLayer = 320 + 512, BytesPerPiece = 24, OtherBytes = 16 * 1024;

    /// <summary>Width of the residual stream.</summary>
    public int Dim { get; init; } = 128;

    /// <summary>Transformer layers.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Query heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Width of a head; null: <see cref="Dim"/> divided by the heads.</summary>
    public int? HeadDim { get; init; }

    /// <summary>Key and value heads.</summary>
    public int KvHeads { get; init; } = 4;

    /// <summary>Width of the feed-forward layer.</summary>
    public int Hidden { get; init; } = 336;

    /// <summary>Longest prompt in tokens, the end piece included.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>Whether a token sees only what stands before it.</summary>
    public bool Causal { get; init; }

    /// <summary>Most subwords.</summary>
    public int Pieces { get; init; } = 1000;

    /// <summary>Rows of the hashed n-gram embedding; 0: none.</summary>
    public int NgramRows { get; init; } = 2048;

    /// <summary>Whether moves between tags have scores, where the schema has located slots.</summary>
    public bool Transitions { get; init; } = true;

    /// <summary>Times the source is asked for sentences.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Sentences a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Highest learning rate.</summary>
    public float LearningRate { get; init; } = 2.5e-3f;

    /// <summary>Learning rate of embedding rows as a multiple of that of all else.</summary>
    public float TableRate { get; init; } = 8;

    /// <summary>Share of the steps before the learning rate's peak.</summary>
    public float WarmUp { get; init; } = 0.2f;

    /// <summary>Weight decay of matrices, per step and unit of learning rate.</summary>
    public float WeightDecay { get; init; } = 0.01f;

    /// <summary>Largest norm of a step's gradient.</summary>
    public float ClipNorm { get; init; } = 1;

    /// <summary>Share of values dropped after embedding, attention and feed-forward.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>Share of words whose n-gram rows are dropped.</summary>
    public float NgramDropout { get; init; } = 0.15f;

    /// <summary>Share of longest pieces passed over when a sentence is split.</summary>
    public float SubwordDropout { get; init; } = 0.1f;

    /// <summary>Share of words read as the unknown piece, so that it has a meaning where a text has letters that no sentence had.</summary>
    public float UnknownDropout { get; init; } = 0.005f;

    /// <summary>Parts of the loss.</summary>
    public LossWeights Loss { get; init; } = new();

    /// <summary>Share of the average that a step leaves in the moving average of the weights.</summary>
    public float AverageDecay { get; init; } = 0.999f;

    /// <summary>Epochs without a better result on the development set before training ends; 0: never.</summary>
    public int Patience { get; init; }

    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Largest image, in bytes, that the options may lead to.</summary>
    public int MaxImageBytes { get; init; } = 1 << 20;

    /// <summary>The model for a schema and the pieces that the corpus gave.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or the image would be too large; the message says what to change.</exception>
    public ModelConfig ToConfig(Schema schema, int pieces)
    {
        CheckRecipe();
        Require(Heads >= 1 && (HeadDim is not null || Dim % Heads == 0), $"the width {Dim} cannot be divided among {Heads} heads; change dim or heads");
        var config = new ModelConfig(
            Dim, Layers, Heads, KvHeads, HeadDim ?? (Dim / Heads), Hidden, MaxTokens, Causal, pieces, NgramRows, schema.SentenceOutputs, schema.TagOutputs,
            Transitions && schema.TagOutputs > 1);
        long bytes = EstimateImageBytes(config);
        Require(bytes <= MaxImageBytes, $"the image would take about {bytes} bytes, but {MaxImageBytes} are allowed: the subwords take {pieces * Dim}, the n-gram rows {NgramRows * Dim}; lower pieces, n-gram rows, dim, hidden or layers");
        return config;
    }

    /// <summary>Checks what does not concern the model's size.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message says which.</exception>
    public void CheckRecipe()
    {
        Require(Epochs >= 1, $"{Epochs} epochs; at least 1 is needed");
        Require(BatchSize >= 1, $"batches of {BatchSize} sentences; at least 1 is needed");
        Require(LearningRate > 0, $"a learning rate of {LearningRate} learns nothing; it must be above 0");
        Require(Dropout is >= 0 and < 1, $"dropout {Dropout} must lie in [0, 1)");
    }

    /// <summary>About the bytes of the INT8 image; right to a few kilobytes.</summary>
    public static long EstimateImageBytes(ModelConfig config)
    {
        long layerRows = config.QueryWidth + (2 * config.KvWidth) + config.Dim + (2 * config.Hidden) + config.Dim;
        long rows = (config.Layers * layerRows) + config.SentenceOutputs + config.TagOutputs;
        long rotations = 2L * config.MaxTokens * config.HeadDim;
        return new ModelWeights(config).Count + (rows * BytesPerRow) + (config.Layers * BytesPerLayer) + rotations + (config.Pieces * BytesPerPiece) + OtherBytes;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new ArgumentException("training options: " + message);
    }
}
