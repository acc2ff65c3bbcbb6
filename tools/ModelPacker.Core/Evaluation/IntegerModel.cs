using ModelPacker.Core.Model;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Evaluation;

/// <summary>A packed image on the integer kernels, read up to its logits.</summary>
public sealed class IntegerModel : ILogitSource
{
    private readonly HostImage image;
    private readonly Session session;

    /// <exception cref="EngineException">The engine refuses the session.</exception>
    public IntegerModel(HostImage image)
    {
        this.image = image;
        image.Select();
        session = new Session(image.Model, Config.MaxTokens, Prompt.MaxTextBytes);
    }

    public ModelConfig Config => image.Reader.Config;

    /// <inheritdoc/>
    public Logits Read(Prompt prompt)
    {
        image.Select();
        session.Run(prompt.Tokens, prompt.TokenCount, prompt.Text.Text, prompt.Text.TextBytes);
        var logits = new Logits(new short[Config.SentenceOutputs], new short[prompt.Text.WordCount * Config.TagOutputs]);
        session.ReadSentence(logits.Sentence);
        if (logits.Tags.Length > 0)
        {
            session.ReadTags(prompt.WordTokens, prompt.Text.WordCount, logits.Tags);
        }

        return logits;
    }
}
