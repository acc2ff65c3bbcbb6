using System.Text;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace ModelPacker.Core.Evaluation;

/// <summary>A packed image on the integer kernels, read up to its logits.</summary>
public sealed class IntegerModel : ILogitSource
{
    /// <summary>Longest normalised text on the desk, in bytes.</summary>
    public const int MaxTextBytes = 4096;

    private readonly HostImage image;
    private readonly ModelTables tables;
    private readonly Session session;
    private readonly ushort[] tokens;
    private readonly ushort[] wordTokens;

    /// <exception cref="ImageFormatException">The image holds no command model.</exception>
    /// <exception cref="EngineException">The engine refuses the session.</exception>
    public IntegerModel(HostImage image)
    {
        this.image = image;
        image.Select();
        tables = new ModelTables(image.Model);
        session = new Session(image.Model, Config.MaxTokens, MaxTextBytes);
        Words = new Normalizer(MaxTextBytes, Config.MaxTokens);
        tokens = new ushort[3 * Config.MaxTokens];
        wordTokens = new ushort[Config.MaxTokens];
    }

    /// <inheritdoc/>
    public ModelConfig Config => image.Reader.Config;

    /// <summary>Percent of confidence below which a device refuses a command.</summary>
    public int Threshold => tables.Calibration.Threshold;

    /// <inheritdoc/>
    public sbyte[] Transitions => image.Reader.Find(SectionType.Transitions) is { } section ? TransitionSection.Read(section.Span) : [];

    /// <inheritdoc/>
    public Normalizer Words { get; }

    /// <inheritdoc/>
    public Logits? Read(string text)
    {
        image.Select();
        byte[] input = Encoding.UTF8.GetBytes(text);
        int count = Words.Normalize(input, input.Length) ? tables.Tokenizer.Encode(Words, tokens, wordTokens) : -1;
        if (count < 0 || !session.Run(tokens, count, Words.Text, Words.TextBytes))
        {
            return null;
        }

        var logits = new Logits(new short[Config.SentenceOutputs], new short[Words.WordCount * Config.TagOutputs]);
        session.ReadSentence(logits.Sentence);
        if (logits.Tags.Length > 0)
        {
            session.ReadTags(wordTokens, Words.WordCount, logits.Tags);
        }

        return logits;
    }
}
