using System.Globalization;
using System.Text;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace ModelPacker.Core.Evaluation;

/// <summary>Turns the device's frames into answers over UTF-16 text.</summary>
public static class FrameReader
{
    /// <param name="schema">The schema that the frame's numbers belong to.</param>
    /// <param name="input">The text that <paramref name="words"/> were read from.</param>
    public static Answer Read(Frame frame, Schema schema, string input, Normalizer words)
    {
        var slots = new List<LabelledSlot>();
        for (int i = 0; frame.Intent >= 0 && i < schema.Slots.Count; i++)
        {
            if (!frame.Has[i])
            {
                continue;
            }

            Slot slot = schema.Slots[i];
            if (!slot.IsLocated)
            {
                slots.Add(new LabelledSlot(i, -1, -1, slot.Values[frame.Value[i]]));
                continue;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(input);
            int last = frame.FirstWord[i] + frame.WordCount[i] - 1;
            int start = Encoding.UTF8.GetCharCount(bytes, 0, words.SourceStart[frame.FirstWord[i]]);
            int end = Encoding.UTF8.GetCharCount(bytes, 0, words.SourceEnd[last]);
            string value = slot.Kind == SlotKind.Open ? input[start..end] : frame.Value[i].ToString(CultureInfo.InvariantCulture);
            slots.Add(new LabelledSlot(i, start, end, value));
        }

        return new Answer(frame.Intent, frame.Refusal, slots, frame.RawConfidence, frame.Confidence);
    }
}
