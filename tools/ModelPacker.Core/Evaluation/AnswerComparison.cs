using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Evaluation;

/// <summary>
/// An answer against the label: located slots must have the exact span where the label gives one, otherwise the value;
/// list slots the canonical value.
/// </summary>
public sealed class AnswerComparison
{
    public AnswerComparison(Schema schema, Utterance expected, Answer actual)
    {
        Expected = expected;
        Actual = actual;
        CorrectSlots = actual.Slots.Count(slot => expected.Slots.Any(label => Agree(schema, label, slot)));
    }

    public Utterance Expected { get; }

    public Answer Actual { get; }

    /// <summary>Slots of the answer that the label has, too.</summary>
    public int CorrectSlots { get; }

    /// <summary>Whether the text is a command.</summary>
    public bool InScope => Expected.Intent >= 0;

    public bool Refused => Actual.Intent < 0;

    public bool IntentRight => Actual.Intent == Expected.Intent;

    /// <summary>Whether intent and all slots are right; of what is out of scope, whether it was refused.</summary>
    public bool WholeRight => IntentRight && (!InScope || (CorrectSlots == Actual.Slots.Count && CorrectSlots == Expected.Slots.Count));

    private static bool Agree(Schema schema, LabelledSlot label, LabelledSlot slot)
    {
        if (label.Slot != slot.Slot)
        {
            return false;
        }

        if (schema.Slots[label.Slot].IsLocated && label.Start >= 0)
        {
            return label.Start == slot.Start && label.End == slot.End;
        }

        return string.Equals(label.Value.Trim(), slot.Value.Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
