using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Calibration;

/// <summary>Makes a packed model's confidence mean what it says, from labelled texts that training has not seen.</summary>
public static class ConfidenceFit
{
    /// <summary>The temperature of the sentence head, from the logits of an image packed without one.</summary>
    public static double Temperature(Schema schema, ILogitSource model, IReadOnlyList<Utterance> samples)
    {
        var groups = new List<(short[], int)>();
        foreach (Utterance sample in samples)
        {
            if (model.Read(sample.Text)?.Sentence is not { } sentence)
            {
                continue;
            }

            groups.Add((sentence[..(1 + schema.Intents.Count)], sample.Intent + 1));
            foreach (LabelledSlot label in sample.Slots.Where(label => !schema.Slots[label.Slot].IsLocated))
            {
                IReadOnlyList<string> values = schema.Slots[label.Slot].Values;
                int value = values.ToList().IndexOf(label.Value);
                int first = schema.FirstLogit(label.Slot);
                if (value >= 0)
                {
                    groups.Add((sentence[first..(first + 1 + values.Count)], 1 + value));
                }
            }
        }

        return TemperatureFit.Fit(groups);
    }

    /// <summary>Map and threshold, from an image packed with the temperature and <see cref="CalibrationSection.Identity"/>.</summary>
    /// <param name="precision">Share of the given answers that must be right, 0..1; null: the most texts dealt with rightly.</param>
    public static CalibrationSection Map(Schema schema, IRecognizer uncalibrated, IReadOnlyList<Utterance> samples,
        double? precision = null)
    {
        List<AnswerComparison> answered =
        [
            .. samples.Select(sample => new AnswerComparison(schema, sample, uncalibrated.Recognize(sample.Text)))
                .Where(c => c.Actual.Refusal == Refusal.None),
        ];
        int[] map = IsotonicMap.Fit(answered.Select(c => (c.Actual.Confidence, c.WholeRight)));
        List<(int, bool, bool)> calibrated = [.. answered.Select(c => (map[c.Actual.Confidence], c.WholeRight, !c.InScope))];
        return new CalibrationSection(precision is { } p ? ThresholdChoice.ForPrecision(calibrated, p)
            : ThresholdChoice.MostRight(calibrated), map);
    }
}
