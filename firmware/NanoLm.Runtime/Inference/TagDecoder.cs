using NanoLm.Kernels;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Finds the spans of an intent's range, duration and open slots: the best path of BIO tags, restricted to the intent's slots. Candidate k
    /// (k = 0, 1, ... over the slots asked for) has the states B = 1 + 2k and I = 2 + 2k; state 0 is O.
    /// </summary>
    internal class TagDecoder
    {
        private readonly int _model;
        private readonly ushort[] _tags;
        private readonly byte[] _state;
        private readonly short[] _margin;
        private readonly int[] _work;
        private readonly short[] _pair = new short[2];
        private int _slots;
        private int _words;

        internal TagDecoder(int model, Grammar grammar, int maxWords)
        {
            int slots = MostSlots(grammar);
            int states = 1 + 2 * slots;
            _model = model;
            _tags = new ushort[states];
            _state = new byte[maxWords];
            _margin = new short[maxWords];
            _work = new int[states * (maxWords + 2)];
            First = new int[slots];
            Count = new int[slots];
        }

        /// <summary>Per slot asked for, the first word of its span.</summary>
        internal int[] First { get; }

        /// <summary>Per slot asked for, the words of its span; 0: none.</summary>
        internal int[] Count { get; }

        /// <summary>Forgets the slots asked for.</summary>
        internal void Clear()
        {
            _slots = 0;
        }

        /// <summary>Asks for a slot, by its B tag.</summary>
        internal void Ask(int beginTag)
        {
            _tags[1 + 2 * _slots] = (ushort)beginTag;
            _tags[2 + 2 * _slots] = (ushort)(beginTag + 1);
            _slots++;
        }

        /// <summary>Finds the best span of each slot asked for.</summary>
        /// <param name="logits">[words, tags of the model], 1/256 nat.</param>
        /// <param name="words">Number of words, at least 1.</param>
        internal void Decode(short[] logits, int words)
        {
            _words = words;
            EngineException.Check("TagPath", Native.TagPath(_model, words, logits, _tags, 1 + 2 * _slots, _state, _margin, _work));
            for (int k = 0; k < _slots; k++)
            {
                ChooseSpan(k);
            }
        }

        /// <summary>Drops the span of a slot asked for: its words count as outside.</summary>
        internal void Drop(int slot)
        {
            Outside(First[slot], Count[slot]);
            Count[slot] = 0;
        }

        /// <summary>The lowest probability (Q15) of any word's tag, against the best path with another tag there.</summary>
        internal int Lowest()
        {
            _pair[0] = LowestMargin(0, _words);
            _pair[1] = 0;
            EngineException.Check("Softmax", Native.Softmax(_pair, 0, 2, _pair));
            return _pair[0];
        }

        private static int MostSlots(Grammar grammar)
        {
            int most = 0;
            for (int intent = 0; intent < grammar.IntentCount; intent++)
            {
                int slots = 0;
                for (int use = 0; use < grammar.UseCount(intent); use++)
                {
                    slots += grammar.SlotKind(grammar.UseSlot(intent, use)) == Grammar.List ? 0 : 1;
                }

                most = slots > most ? slots : most;
            }

            return most;
        }

        // One span per slot: of several, the one whose least sure tag is surest.
        private void ChooseSpan(int slot)
        {
            int begin = 2 * slot + 1;
            int best = -1;
            Count[slot] = 0;
            for (int w = 0; w < _words; w++)
            {
                if (_state[w] != begin)
                {
                    continue;
                }

                int end = w + 1;
                while (end < _words && _state[end] == begin + 1)
                {
                    end++;
                }

                int lowest = LowestMargin(w, end);
                if (lowest > best)
                {
                    Outside(First[slot], Count[slot]);
                    First[slot] = w;
                    Count[slot] = end - w;
                    best = lowest;
                }
                else
                {
                    Outside(w, end - w);
                }
            }
        }

        // The words' tags are then not those of the best path; another tag there lay that much below it.
        private void Outside(int first, int count)
        {
            for (int w = first; w < first + count; w++)
            {
                _state[w] = 0;
                _margin[w] = (short)-_margin[w];
            }
        }

        private short LowestMargin(int first, int end)
        {
            short lowest = short.MaxValue;
            for (int w = first; w < end; w++)
            {
                lowest = _margin[w] < lowest ? _margin[w] : lowest;
            }

            return lowest;
        }
    }
}
