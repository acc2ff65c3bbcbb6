using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Evaluation;

/// <summary>
/// An answer against the label: located slots must have the exact span where the label gives one, otherwise the value;
/// list slots the canonical value.
/// </summary>
public sealed class AnswerComparison
{
    /// <param name="withheld">What would have been answered without a threshold; null: nothing, or it is not known.</param>
    public AnswerComparison(Schema schema, Utterance expected, Answer actual, Answer? withheld = null)
    {
        Expected = expected;
        Actual = actual;
        RightSlots = [.. actual.Slots.Where(slot => expected.Slots.Any(label => Agree(schema, label, slot)))];
        Withheld = withheld is null ? null : new AnswerComparison(schema, expected, withheld);
    }

    public Utterance Expected { get; }

    public Answer Actual { get; }

    /// <summary>Slots of the answer that the label has, too.</summary>
    public IReadOnlyList<LabelledSlot> RightSlots { get; }

    /// <summary>Of what was refused: what would have been answered without a threshold; null where there is nothing, or it is not known.</summary>
    public AnswerComparison? Withheld { get; }

    /// <summary>Whether the text is a command.</summary>
    public bool InScope => Expected.Intent >= 0;

    public bool Refused => Actual.Intent < 0;

    public bool IntentRight => Actual.Intent == Expected.Intent;

    /// <summary>Whether intent and all slots are right; of what is out of scope, whether it was refused.</summary>
    public bool WholeRight => IntentRight && (!InScope || (RightSlots.Count == Actual.Slots.Count && RightSlots.Count == Expected.Slots.Count));

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
