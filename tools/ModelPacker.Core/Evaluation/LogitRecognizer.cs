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
    private readonly ILogitSource source;
    private readonly FrameDecoder decoder;
    private readonly Frame frame;
    private readonly HostBoard board = new();

    /// <param name="schema">What the heads' outputs mean.</param>
    /// <param name="calibration">CALI.</param>
    /// <param name="source">The model.</param>
    public LogitRecognizer(Schema schema, CalibrationSection calibration, ILogitSource source)
    {
        this.schema = schema;
        this.source = source;
        int tags = board.OpenTags(schema.TagOutputs, source.Transitions);
        decoder = new FrameDecoder(tags, new Grammar(GrammarSection.Write(schema)), new DeviceCalibration(calibration.Write()),
            source.Config.MaxTokens);
        frame = new Frame(schema.Slots.Count);
    }

    /// <inheritdoc/>
    public Answer Recognize(string text)
    {
        if (source.Read(text) is { } logits)
        {
            Native.Use(board);
            decoder.Decode(logits.Sentence, logits.Tags, source.Words, frame);
        }
        else
        {
            frame.Refuse(Refusal.TooLong);
        }

        return FrameReader.Read(frame, schema, text, source.Words);
    }
}
