using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;

namespace ModelPacker.Core.Calibration;

/// <summary>Makes a packed model's confidence mean what it says, from labelled texts that training has not seen.</summary>
public static class ConfidenceFit
{
    private const double LogitUnits = 256;

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

    /// <summary>Map and threshold, from a model packed with the temperature; then the limit, where it catches much that they do not.</summary>
    /// <param name="schema">What the heads' outputs mean.</param>
    /// <param name="model">The model.</param>
    /// <param name="samples">Labelled texts that training has not seen.</param>
    /// <param name="precision">Share of the given answers that must be right, 0..1; null: the most texts dealt with rightly.</param>
    public static CalibrationSection Run(Schema schema, ILogitSource model, IReadOnlyList<Utterance> samples, double? precision = null)
    {
        CalibrationSection calibration = Map(schema, model, samples, precision, limit: 0);
        var device = new LogitRecognizer(schema, calibration, model);
        (int, bool)[] answered =
        [
            .. samples.Where(sample => device.Recognize(sample.Text).Refusal == Refusal.None)
                .Select(sample => (OutOfScope(schema, model, sample.Text), sample.Intent >= 0)),
        ];
        int commands = samples.Count(sample => sample.Intent >= 0);
        int limit = OutOfScopeLimit.Choose(answered, commands, samples.Count - commands);
        return limit == 0 ? calibration : Map(schema, model, samples, precision, limit);
    }

    // Q15, of a text that the model has answered.
    private static int OutOfScope(Schema schema, ILogitSource model, string text)
    {
        short[] intents = model.Read(text)!.Sentence[..(1 + schema.Intents.Count)];
        double odds = intents.Sum(logit => Math.Exp((logit - intents[0]) / LogitUnits));
        return (int)Math.Min(CalibrationSection.One - 1, CalibrationSection.One / odds);
    }

    private static CalibrationSection Map(Schema schema, ILogitSource model, IReadOnlyList<Utterance> samples, double? precision, int limit)
    {
        CalibrationSection uncalibrated = CalibrationSection.Identity with { OutOfScopeLimit = limit };
        var device = new LogitRecognizer(schema, uncalibrated, model);
        List<AnswerComparison> answered =
        [
            .. samples.Select(sample => new AnswerComparison(schema, sample, device.Recognize(sample.Text)))
                .Where(c => c.Actual.Refusal == Refusal.None),
        ];
        int[] map = IsotonicMap.Fit(answered.Select(c => (c.Actual.Confidence, c.WholeRight)));
        List<(int, bool, bool)> calibrated = [.. answered.Select(c => (map[c.Actual.Confidence], c.WholeRight, !c.InScope))];
        return uncalibrated with
        {
            Threshold = precision is { } p ? ThresholdChoice.ForPrecision(calibrated, p) : ThresholdChoice.MostRight(calibrated), Map = map,
        };
    }
}
