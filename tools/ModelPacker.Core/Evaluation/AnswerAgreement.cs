using ModelPacker.Core.Corpora;

namespace ModelPacker.Core.Evaluation;

/// <summary>How often two models say the same, right or wrong.</summary>
public static class AnswerAgreement
{
    /// <summary>Texts for which both refuse, or both give the same intent and the same slots with the same values and spans.</summary>
    public static Tally Measure(IRecognizer one, IRecognizer other, IEnumerable<string> texts)
    {
        (int same, int all) = (0, 0);
        foreach (string text in texts)
        {
            same += Agree(one.Recognize(text), other.Recognize(text)) ? 1 : 0;
            all++;
        }

        return new Tally(same, all);
    }

    private static bool Agree(Answer one, Answer other) => one.Intent == other.Intent && one.Slots.SequenceEqual<LabelledSlot>(other.Slots);
}
