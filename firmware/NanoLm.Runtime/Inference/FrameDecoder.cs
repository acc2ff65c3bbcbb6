using NanoLm.Kernels;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Turns logits into the most probable valid frame or a refusal (docs/architecture.md). Only intents, slots and values of
    /// the grammar can come out. Allocates nothing after construction.
    /// </summary>
    public class FrameDecoder
    {
        private const int Invalid = -1;

        private readonly Grammar _grammar;
        private readonly Calibration _calibration;
        private readonly NumberReader _numbers;
        private readonly DurationReader _durations = new DurationReader();
        private readonly TagDecoder _tags;
        private readonly Frame _candidate;
        private readonly short[] _probability;
        private readonly bool[] _groupKnown;
        private readonly bool[] _tried;

        /// <summary>Decodes texts of at most <paramref name="maxWords"/> words; <paramref name="model"/> says how tags follow each other.</summary>
        public FrameDecoder(int model, Grammar grammar, Calibration calibration, int maxWords)
        {
            _grammar = grammar;
            _calibration = calibration;
            _numbers = new NumberReader(grammar);
            _tags = new TagDecoder(model, grammar, maxWords);
            _candidate = new Frame(grammar.SlotCount);
            _probability = new short[grammar.SentenceOutputs];
            _groupKnown = new bool[grammar.SlotCount];
            _tried = new bool[grammar.IntentCount];
        }

        /// <summary>Fills <paramref name="result"/>.</summary>
        /// <param name="sentenceLogits">The sentence head, 1/256 nat, in the grammar's layout.</param>
        /// <param name="tagLogits">The tag head at each word's first token, [words, tags].</param>
        /// <param name="text">The words.</param>
        /// <param name="result">A frame of the same grammar.</param>
        public void Decode(short[] sentenceLogits, short[] tagLogits, Normalizer text, Frame result)
        {
            int intents = _grammar.IntentCount;
            Native.Softmax(sentenceLogits, 0, 1 + intents, _probability);
            for (int i = 0; i < intents; i++)
            {
                _tried[i] = false;
            }

            for (int i = 0; i < _groupKnown.Length; i++)
            {
                _groupKnown[i] = false;
            }

            int outOfScope = _probability[0];
            int best = 0;
            result.Refuse(Refusal.OutOfScope);
            for (int rank = 0; rank < intents; rank++)
            {
                int intent = MostProbableLeft();
                int probability = _probability[1 + intent];
                _tried[intent] = true;
                if (probability <= best || (rank > 0 && !CanBeAccepted(probability, outOfScope)))
                {
                    break; // a frame is never more probable than its intent
                }

                int raw = Evaluate(intent, sentenceLogits, tagLogits, text, best);
                if (raw > best)
                {
                    best = raw;
                    _candidate.Rate(raw, _calibration.Percent(raw));
                    result.CopyFrom(_candidate);
                }
            }

            if (!CanBeAccepted(best, outOfScope))
            {
                int percent = result.Confidence;
                result.Refuse(IsOutOfScope(best, outOfScope) ? Refusal.OutOfScope : Refusal.LowConfidence);
                result.Rate(best, percent);
            }
        }

        private bool CanBeAccepted(int raw, int outOfScope)
        {
            return !IsOutOfScope(raw, outOfScope) && _calibration.Percent(raw) >= _calibration.Threshold;
        }

        private bool IsOutOfScope(int raw, int outOfScope)
        {
            return outOfScope >= raw || outOfScope >= _calibration.OutOfScopeLimit;
        }

        private int MostProbableLeft()
        {
            int best = -1;
            for (int i = 0; i < _tried.Length; i++)
            {
                if (!_tried[i] && (best < 0 || _probability[1 + i] > _probability[1 + best]))
                {
                    best = i;
                }
            }

            return best;
        }

        // Fills the candidate; returns its raw confidence, or Invalid when it cannot exceed `best` or lacks what it must have.
        private int Evaluate(int intent, short[] sentenceLogits, short[] tagLogits, Normalizer text, int best)
        {
            _candidate.Begin(intent);
            _tags.Clear();
            int raw = _probability[1 + intent];
            bool tagged = false;
            for (int use = 0; use < _grammar.UseCount(intent); use++)
            {
                int slot = _grammar.UseSlot(intent, use);
                int first = _grammar.SlotFirst(slot);
                if (_grammar.SlotKind(slot) == Grammar.List)
                {
                    raw = Product(raw, ChooseValue(slot, first, _grammar.UseRequired(intent, use), sentenceLogits));
                }
                else
                {
                    _tags.Ask(first);
                    tagged = true;
                }
            }

            if (!tagged || raw <= best)
            {
                return raw;
            }

            _tags.Decode(tagLogits, text.WordCount);
            int asked = 0;
            for (int use = 0; use < _grammar.UseCount(intent); use++)
            {
                int slot = _grammar.UseSlot(intent, use);
                if (_grammar.SlotKind(slot) == Grammar.List)
                {
                    continue;
                }

                if (!ReadSpan(slot, asked, text))
                {
                    if (_grammar.UseRequired(intent, use))
                    {
                        return Invalid;
                    }

                    _tags.Drop(asked);
                }

                asked++;
            }

            return Product(raw, _tags.Lowest());
        }

        // Takes the most probable value of a list; returns its probability.
        private int ChooseValue(int slot, int first, bool required, short[] sentenceLogits)
        {
            int count = _grammar.ValueCount(slot);
            if (!_groupKnown[slot])
            {
                Native.Softmax(sentenceLogits, first, 1 + count, _probability);
                _groupKnown[slot] = true;
            }

            int chosen = required ? 1 : 0;
            for (int i = chosen + 1; i <= count; i++)
            {
                if (sentenceLogits[first + i] > sentenceLogits[first + chosen])
                {
                    chosen = i;
                }
            }

            if (chosen > 0)
            {
                _candidate.Set(slot, chosen - 1, -1, 0);
            }

            return _probability[first + chosen];
        }

        private bool ReadSpan(int slot, int asked, Normalizer text)
        {
            int count = _tags.Count[asked];
            if (count == 0)
            {
                return false;
            }

            int first = _tags.First[asked];
            int last = first + count - 1;
            int start = text.WordStart[first];
            int end = text.WordStart[last] + text.WordBytes[last];
            int kind = _grammar.SlotKind(slot);
            int value = 0;
            if (kind != Grammar.Open)
            {
                bool read = kind == Grammar.Range ? _numbers.Read(text.Text, start, end, slot) : _durations.Read(text.Text, start, end);
                value = kind == Grammar.Range ? _numbers.Value : _durations.Seconds;
                if (!read || value < _grammar.From(slot) || value > _grammar.To(slot))
                {
                    return false;
                }
            }

            _candidate.Set(slot, value, first, count);
            return true;
        }

        private static int Product(int a, int b)
        {
            return (a * b + 16384) >> 15;
        }
    }
}
