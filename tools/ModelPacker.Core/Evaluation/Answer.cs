using ModelPacker.Core.Corpora;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Evaluation;

/// <summary>What a model makes of a text.</summary>
/// <param name="Intent">Index of the intent, or -1 when refused.</param>
/// <param name="Refusal">Why there is no intent.</param>
/// <param name="Slots">The slots; those of lists have no span.</param>
/// <param name="RawConfidence">Q15, of the best frame, also where it was refused.</param>
/// <param name="Confidence">Calibrated percent of the same.</param>
public sealed record Answer(int Intent, Refusal Refusal, IReadOnlyList<LabelledSlot> Slots, int RawConfidence, int Confidence);

/// <summary>Anything that answers texts: the integer engine, or the float model.</summary>
public interface IRecognizer
{
    Answer Recognize(string text);
}
