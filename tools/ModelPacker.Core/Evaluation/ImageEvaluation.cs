using ModelPacker.Core.Corpora;
using ModelPacker.Core.Image;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Evaluation;

/// <summary>Measures a packed image as a device would run it, and what its threshold withholds.</summary>
public static class ImageEvaluation
{
    /// <summary>Runs the image over all texts.</summary>
    /// <exception cref="ImageException">Its grammar or calibration is damaged.</exception>
    public static EvaluationReport Run(HostImage image, IEnumerable<Utterance> utterances)
    {
        var device = new DeviceRecognizer(image);
        var model = new IntegerModel(image);
        var withoutThreshold = new LogitRecognizer(device.Schema, image.Calibration with { Threshold = 0 }, model);
        return new EvaluationReport(device.Schema, utterances.Select(utterance =>
        {
            Answer answer = device.Recognize(utterance.Text);
            // Also what counts as out of scope may have been given up only because no intent was sure enough.
            Answer? withheld = answer.Refusal is Refusal.LowConfidence or Refusal.OutOfScope ? withoutThreshold.Recognize(utterance.Text) : null;
            return new AnswerComparison(device.Schema, utterance, answer, withheld is { Intent: >= 0 } ? withheld : null);
        })) { Threshold = model.Threshold };
    }
}
