using NanoLm.Kernels;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Finds the spans of an intent's range, duration and open slots: Viterbi over BIO tags, restricted to the intent's slots. Candidate k
    /// (k = 0, 1, ... over the slots asked for) has the states B = 1 + 2k and I = 2 + 2k; state 0 is O.
    /// </summary>
    internal class TagDecoder
    {
        private const int Never = int.MinValue / 2;

        private readonly int _tags;
        private readonly int[] _begin;
        private readonly int[] _score;
        private readonly int[] _nextScore;
        private readonly byte[] _from;
        private readonly byte[] _state;
        private readonly short[] _logits;
        private readonly short[] _probability;
        private int _slots;
        private int _words;

        internal TagDecoder(Grammar grammar, int maxWords)
        {
            _tags = grammar.TagOutputs;
            int most = _tags;
            _begin = new int[most];
            _score = new int[most];
            _nextScore = new int[most];
            _from = new byte[most * maxWords];
            _logits = new short[most * maxWords];
            _probability = new short[most * maxWords];
            _state = new byte[maxWords];
            First = new int[most];
            Count = new int[most];
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
            _begin[_slots++] = beginTag;
        }

        /// <summary>Finds the best span of each slot asked for.</summary>
        /// <param name="logits">[words, tags of the model], 1/256 nat.</param>
        /// <param name="words">Number of words.</param>
        internal void Decode(short[] logits, int words)
        {
            _words = words;
            int states = 1 + 2 * _slots;
            for (int w = 0; w < words; w++)
            {
                int row = w * states;
                _logits[row] = logits[w * _tags];
                for (int k = 0; k < _slots; k++)
                {
                    int tag = w * _tags + _begin[k];
                    _logits[row + 2 * k + 1] = logits[tag];
                    _logits[row + 2 * k + 2] = logits[tag + 1];
                }

                Native.Softmax(_logits, row, states, _probability);
            }

            Viterbi(states);
            ChooseSpans(states);
        }

        /// <summary>Drops the span of a slot asked for: its words count as outside.</summary>
        internal void Drop(int slot)
        {
            Outside(First[slot], Count[slot]);
            Count[slot] = 0;
        }

        /// <summary>The lowest probability (Q15) of any word's tag among the states that were possible.</summary>
        internal int Lowest()
        {
            return LowestOf(0, _words);
        }

        private void Viterbi(int states)
        {
            for (int w = 0; w < _words; w++)
            {
                int row = w * states;
                int best = 0;
                for (int s = 1; w > 0 && s < states; s++)
                {
                    best = _score[s] > _score[best] ? s : best;
                }

                for (int s = 0; s < states; s++)
                {
                    bool inside = s > 0 && (s & 1) == 0;
                    int from = best;
                    if (inside)
                    {
                        from = _score[s] > _score[s - 1] ? s : s - 1; // I follows its own B or I
                    }

                    int before = w > 0 ? _score[from] : inside ? Never : 0;
                    _nextScore[s] = before + _logits[row + s];
                    _from[row + s] = (byte)from;
                }

                for (int s = 0; s < states; s++)
                {
                    _score[s] = _nextScore[s];
                }
            }

            int state = 0;
            for (int s = 1; s < states; s++)
            {
                state = _score[s] > _score[state] ? s : state;
            }

            for (int w = _words - 1; w >= 0; w--)
            {
                _state[w] = (byte)state;
                state = _from[w * states + state];
            }
        }

        // One span per slot: of several, the one whose least probable tag is most probable.
        private void ChooseSpans(int states)
        {
            for (int k = 0; k < _slots; k++)
            {
                int begin = 2 * k + 1;
                Count[k] = 0;
                int best = -1;
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

                    int lowest = LowestOf(w, end);
                    if (lowest > best)
                    {
                        Outside(First[k], Count[k]);
                        First[k] = w;
                        Count[k] = end - w;
                        best = lowest;
                    }
                    else
                    {
                        Outside(w, end - w);
                    }
                }
            }
        }

        private void Outside(int first, int count)
        {
            for (int w = first; w < first + count; w++)
            {
                _state[w] = 0;
            }
        }

        private int LowestOf(int first, int end)
        {
            int states = 1 + 2 * _slots;
            int lowest = short.MaxValue;
            for (int w = first; w < end; w++)
            {
                int probability = _probability[w * states + _state[w]];
                lowest = probability < lowest ? probability : lowest;
            }

            return lowest;
        }
    }
}
