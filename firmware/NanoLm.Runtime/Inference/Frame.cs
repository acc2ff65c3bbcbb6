using System;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// The answer to one line: an intent with its slots, or a refusal. Made once, filled again and again. Values lie in arrays indexed
    /// by slot number.
    /// </summary>
    public class Frame
    {
        private const int RecordHeader = 4;
        private const int RecordPerSlot = 4;

        /// <summary>A refusal of nothing in particular, for a grammar with this many slots.</summary>
        public Frame(int slots)
        {
            Has = new bool[slots];
            Value = new int[slots];
            FirstWord = new int[slots];
            WordCount = new int[slots];
            Refuse(Refusal.OutOfScope);
        }

        /// <summary>The intent, or -1.</summary>
        public int Intent { get; private set; }

        /// <summary>Why there is no intent.</summary>
        public Refusal Refusal { get; private set; }

        /// <summary>Raw confidence of the best frame, Q15; also of a refused one.</summary>
        public int RawConfidence { get; private set; }

        /// <summary>Calibrated confidence of the best frame in percent; also of a refused one.</summary>
        public int Confidence { get; private set; }

        /// <summary>Whether a slot has a value.</summary>
        public bool[] Has { get; }

        /// <summary>A list's value number, a range's integer, a duration's seconds. Unused for open slots.</summary>
        public int[] Value { get; }

        /// <summary>First word of the span that a slot was read from; -1 for a list.</summary>
        public int[] FirstWord { get; }

        /// <summary>Words of the span that a slot was read from; 0 for a list.</summary>
        public int[] WordCount { get; }

        /// <summary>Begins a frame without slots.</summary>
        public void Begin(int intent)
        {
            Array.Clear(Has, 0, Has.Length);
            Intent = intent;
            Refusal = Refusal.None;
            Rate(0, 0);
        }

        /// <summary>Makes it a refusal; the confidence is 0 until it is rated.</summary>
        public void Refuse(Refusal refusal)
        {
            Begin(-1);
            Refusal = refusal;
        }

        /// <summary>Sets the confidences: raw in Q15, calibrated in percent.</summary>
        public void Rate(int raw, int percent)
        {
            RawConfidence = raw;
            Confidence = percent;
        }

        /// <summary>Gives a slot a value, read from a span of words (-1, 0: the whole sentence).</summary>
        public void Set(int slot, int value, int firstWord, int wordCount)
        {
            Has[slot] = true;
            Value[slot] = value;
            FirstWord[slot] = firstWord;
            WordCount[slot] = wordCount;
        }

        /// <summary>Becomes equal to a frame of the same grammar.</summary>
        public void CopyFrom(Frame other)
        {
            Intent = other.Intent;
            Refusal = other.Refusal;
            Rate(other.RawConfidence, other.Confidence);
            Array.Copy(other.Has, Has, Has.Length);
            Array.Copy(other.Value, Value, Value.Length);
            Array.Copy(other.FirstWord, FirstWord, FirstWord.Length);
            Array.Copy(other.WordCount, WordCount, WordCount.Length);
        }

        /// <summary>Integers that <see cref="Save"/> takes.</summary>
        public int SavedLength()
        {
            int length = RecordHeader;
            for (int slot = 0; slot < Has.Length; slot++)
            {
                length += Has[slot] ? RecordPerSlot : 0;
            }

            return length;
        }

        /// <summary>The frame in few integers, for <see cref="Restore"/>.</summary>
        public int[] Save()
        {
            int[] record = new int[SavedLength()];
            record[0] = Intent;
            record[1] = (int)Refusal;
            record[2] = RawConfidence;
            record[3] = Confidence;
            int at = RecordHeader;
            for (int slot = 0; slot < Has.Length; slot++)
            {
                if (Has[slot])
                {
                    record[at++] = slot;
                    record[at++] = Value[slot];
                    record[at++] = FirstWord[slot];
                    record[at++] = WordCount[slot];
                }
            }

            return record;
        }

        /// <summary>Becomes what <see cref="Save"/> wrote.</summary>
        public void Restore(int[] record)
        {
            Begin(record[0]);
            Refusal = (Refusal)record[1];
            Rate(record[2], record[3]);
            for (int at = RecordHeader; at < record.Length; at += RecordPerSlot)
            {
                Set(record[at], record[at + 1], record[at + 2], record[at + 3]);
            }
        }
    }
}
