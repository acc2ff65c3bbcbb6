using ModelPacker.Core.Corpora;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Model;

/// <summary>A trained model before packing: everything that an image needs, in floating point. <see cref="CheckpointFile"/> keeps it.</summary>
public sealed record Checkpoint
{
    /// <summary>Index of the piece for text that no piece matches.</summary>
    public const int UnknownPiece = 0;

    /// <summary>Index of the piece that closes every prompt.</summary>
    public const int EndPiece = 1;

    private readonly QuantizationPlan? _plan;

    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public Checkpoint(ModelWeights weights, IReadOnlyList<string> pieces, Schema schema, IReadOnlyDictionary<string, string> provenance)
    {
        ModelConfig config = weights.Config;
        Match(pieces.Count, config.Pieces, "pieces");
        Match(schema.SentenceOutputs, config.SentenceOutputs, "sentence outputs");
        Match(schema.TagOutputs, config.TagOutputs, "tag outputs");
        Weights = weights;
        Pieces = pieces;
        Schema = schema;
        Provenance = provenance;
    }

    /// <summary>Shape of the model.</summary>
    public ModelConfig Config => Weights.Config;

    /// <summary>The weights.</summary>
    public ModelWeights Weights { get; }

    /// <summary>The subwords; one that starts a word begins with a space. The first two are <c>&lt;unk&gt;</c> and <c>&lt;end&gt;</c>.</summary>
    public IReadOnlyList<string> Pieces { get; }

    /// <summary>What the heads' outputs mean.</summary>
    public Schema Schema { get; }

    /// <summary>How the model came to be: seed, hashes of the inputs, figures of the run. No clock, no machine name.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; }

    /// <summary>Labelled texts that training has not seen: packing takes activation ranges, confidence and canaries from them.</summary>
    public IReadOnlyList<Utterance> Samples { get; init; } = [];

    /// <summary>The steps to quantise with, where calibration or quantisation-aware training has fixed them; null: packing chooses them.</summary>
    /// <exception cref="ArgumentException">The plan belongs to another model, or holds what no plan can.</exception>
    public QuantizationPlan? Plan
    {
        get => _plan;
        init
        {
            value?.Validate(Config);
            _plan = value;
        }
    }

    private static void Match(int actual, int configured, string what)
    {
        if (actual != configured) throw new ArgumentException($"checkpoint: {actual} {what}, but the model has {configured}");
    }
}
