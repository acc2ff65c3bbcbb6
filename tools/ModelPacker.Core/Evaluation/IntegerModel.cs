using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using NanoLm.Kernels.Boards;

namespace ModelPacker.Core.Evaluation;

/// <summary>A packed image on this machine's integer kernels, read up to its logits.</summary>
public sealed class IntegerModel : ILogitSource, IDisposable
{
    private readonly HostBoard board = new();
    private readonly int session;

    /// <exception cref="ImageException">The image is damaged.</exception>
    /// <exception cref="BoardException">The engine refuses it.</exception>
    public IntegerModel(byte[] image)
    {
        Image = ImageReader.Open(image);
        board.Load(0, image);
        session = BoardException.Check(board.SessionOpen(BoardException.Check(board.ModelOpen(0), "nlm_model_open")), "nlm_session_open");
    }

    /// <summary>The image's sections.</summary>
    public ImageReader Image { get; }

    public ModelConfig Config => Image.Config;

    /// <inheritdoc/>
    public Logits Read(Prompt prompt)
    {
        BoardException.Check(board.Rewind(session, 0), "nlm_rewind");
        BoardException.Check(board.Begin(session, prompt.Tokens, prompt.TextBytes), "nlm_begin");
        while (BoardException.Check(board.Advance(session), "nlm_advance") > 0)
        {
        }

        var logits = new Logits(new short[Config.SentenceOutputs], new short[prompt.Text.WordCount * Config.TagOutputs]);
        BoardException.Check(board.ReadSentence(session, logits.Sentence), "nlm_read_sentence");
        if (logits.Tags.Length > 0)
        {
            BoardException.Check(board.ReadTags(session, prompt.WordTokens, logits.Tags), "nlm_read_tags");
        }

        return logits;
    }

    public void Dispose() => board.Dispose();
}
