using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>What rounding costs, and whether fake quantisation and the packed image are the same model. Nothing is refused for lack of confidence.</summary>
/// <param name="Float">The float model that was quantised.</param>
/// <param name="Rounded">The quantised model as training sees it.</param>
/// <param name="Packed">Its image on the integer kernels.</param>
/// <param name="Agreement">Texts to which the last two give the same answer.</param>
public sealed record QuantizationCheck(EvaluationReport Float, EvaluationReport Rounded, EvaluationReport Packed, Tally Agreement)
{
    /// <summary>Measures on labelled texts.</summary>
    /// <param name="source">The float model.</param>
    /// <param name="quantised">What quantisation made of it, with a plan.</param>
    /// <param name="texts">Texts that training has not seen.</param>
    public static QuantizationCheck Measure(Checkpoint source, Checkpoint quantised, IReadOnlyList<Utterance> texts)
    {
        LogitRecognizer plain = Recognizer(new FloatModel(source)), rounded = Recognizer(new FloatModel(quantised, quantised.Plan));
        using var image = new HostImage(PlannedImage.Write(quantised));
        var packed = new DeviceRecognizer(image);
        return new QuantizationCheck(
            EvaluationReport.Run(source.Schema, plain, texts), EvaluationReport.Run(source.Schema, rounded, texts),
            EvaluationReport.Run(source.Schema, packed, texts), AnswerAgreement.Measure(packed, rounded, texts.Select(text => text.Text)));

        LogitRecognizer Recognizer(FloatModel model) => new(source.Schema, CalibrationSection.Identity, model);
    }
}
