using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;
using NanoLm.Runtime.Inference;
using DeviceCalibration = NanoLm.Runtime.Inference.Calibration;

namespace ModelPacker.Core.Evaluation;

/// <summary>Any source of logits, answered through the device's own decoding; the float model, for one.</summary>
public sealed class LogitRecognizer : IRecognizer
{
    private readonly Schema schema;
    private readonly Prompt prompt;
    private readonly ILogitSource source;
    private readonly FrameDecoder decoder;
    private readonly Frame frame;
    private readonly HostBoard softmax = new();

    /// <param name="schema">What the heads' outputs mean.</param>
    /// <param name="tokenizerSection">TOKN.</param>
    /// <param name="calibration">CALI.</param>
    /// <param name="source">The model.</param>
    public LogitRecognizer(Schema schema, byte[] tokenizerSection, CalibrationSection calibration, ILogitSource source)
    {
        this.schema = schema;
        this.source = source;
        prompt = new Prompt(tokenizerSection, source.Config.MaxTokens);
        decoder = new FrameDecoder(new Grammar(GrammarSection.Write(schema)), new DeviceCalibration(calibration.Write()), source.Config.MaxTokens);
        frame = new Frame(schema.Slots.Count);
    }

    /// <inheritdoc/>
    public Answer Recognize(string text)
    {
        if (!prompt.TryRead(text))
        {
            frame.Refuse(Refusal.TooLong);
        }
        else
        {
            Logits logits = source.Read(prompt);
            Native.Use(softmax);
            decoder.Decode(logits.Sentence, logits.Tags, prompt.Text, frame);
        }

        return FrameReader.Read(frame, schema, text, prompt.Text);
    }
}
