using System.CommandLine;
using ModelPacker.Core.Schemas;
using ModelPacker.Output;
using ModelPacker.Training;

namespace ModelPacker.Commands;

/// <summary>Options of the model's size and of the training recipe.</summary>
internal sealed class ModelOptions
{
    private static readonly TrainingOptions Default = new();

    private readonly Option<ulong> seed = Create("--seed", "everything random follows from it", Default.Seed);
    private readonly Option<int> epochs = Create("--epochs", "rounds of training", Default.Epochs);
    private readonly Option<int> batch = Create("--batch", "sentences a step", Default.BatchSize);
    private readonly Option<float> learningRate = Create("--learning-rate", "highest learning rate", Default.LearningRate);
    private readonly Option<int> dim = Create("--dim", "width of the model, a multiple of 4", Default.Dim);
    private readonly Option<int> layers = Create("--layers", "transformer layers", Default.Layers);
    private readonly Option<int> heads = Create("--heads", "attention heads", Default.Heads);
    private readonly Option<int?> kvHeads = Options.Optional<int?>("--kv-heads", "N",
        "key and value heads, a divisor of the heads; all of them unless given");
    private readonly Option<int> hidden = Create("--hidden", "width of the feed-forward layer, a multiple of 4", Default.Hidden);
    private readonly Option<int> maxTokens = Create("--max-tokens", "longest command in subwords", Default.MaxTokens);
    private readonly Option<int> pieces = Create("--pieces", "most subwords", Default.Pieces);
    private readonly Option<int> ngramRows = Create("--ngram-rows", "rows of the hashed n-gram table; 0: none", Default.NgramRows);
    private readonly Option<int> maxImage = Create("--max-image", "most bytes that the image may have", Default.MaxImageBytes);

    private IReadOnlyList<Option> Recipe =>
        [epochs, batch, learningRate, dim, layers, heads, kvHeads, hidden, maxTokens, pieces, ngramRows, maxImage];

    public void AddTo(Command command)
    {
        foreach (Option option in Recipe.Prepend(seed))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options of size and recipe that the command line gives.</summary>
    public IReadOnlyList<string> Given(ParseResult parsed) =>
        [.. Recipe.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    /// <param name="slotBytes">What the board has for an image, or null.</param>
    /// <exception cref="UsageException">The options do not go together.</exception>
    public TrainingOptions Read(ParseResult parsed, Schema schema, long? slotBytes)
    {
        TrainingOptions options = Default with
        {
            Seed = parsed.GetValue(seed),
            Epochs = parsed.GetValue(epochs),
            BatchSize = parsed.GetValue(batch),
            LearningRate = parsed.GetValue(learningRate),
            Dim = parsed.GetValue(dim),
            Layers = parsed.GetValue(layers),
            Heads = parsed.GetValue(heads),
            KvHeads = parsed.GetValue(kvHeads) ?? parsed.GetValue(heads),
            Hidden = parsed.GetValue(hidden),
            MaxTokens = parsed.GetValue(maxTokens),
            Pieces = parsed.GetValue(pieces),
            NgramRows = parsed.GetValue(ngramRows),
            MaxImageBytes = (int)Math.Min(parsed.GetValue(maxImage), slotBytes ?? int.MaxValue),
        };
        try
        {
            // How many subwords there are, and so the size, is known only with the corpus.
            _ = (options with { MaxImageBytes = int.MaxValue }).ToConfig(schema, options.Pieces);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }

        return options;
    }

    /// <summary>The seed alone, which the data need first.</summary>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(seed);

    private static Option<T> Create<T>(string name, string description, T value) =>
        Options.Optional(name, "N", description, value);
}
