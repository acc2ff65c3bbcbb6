namespace NanoLm.Runtime.Text
{
    /// <summary>A few dozen known words, each with a number: open addressing over byte ranges.</summary>
    internal class WordTable
    {
        /// <summary>What <see cref="Find"/> returns for an unknown word.</summary>
        internal const int None = int.MinValue;

        // A shorter word is too easily mistaken for another ("hour", "four").
        private const int FewestLetters = 5;

        private readonly byte[][] _words;
        private readonly int[] _values;

        /// <param name="places">A power of two above the number of words; twice as many keeps lookups short.</param>
        internal WordTable(int places)
        {
            _words = new byte[places][];
            _values = new int[places];
        }

        internal void Add(string word, int value)
        {
            byte[] bytes = Bytes.OfAscii(word);
            int place = Place(bytes, 0, bytes.Length);
            _words[place] = bytes;
            _values[place] = value;
        }

        internal int Find(byte[] text, int offset, int count)
        {
            int place = Place(text, offset, count);
            return _words[place] == null ? None : _values[place];
        }

        /// <summary>
        /// As <see cref="Find"/>; a word that is not there is taken for the one with a positive value and at least five letters that
        /// one typing mistake away from it: a wrong, missing, doubled or swapped letter. None when that could be words of several values.
        /// </summary>
        internal int FindNear(byte[] text, int offset, int count)
        {
            int value = Find(text, offset, count);
            if (value != None || count < FewestLetters - 1)
            {
                return value;
            }

            for (int i = 0; i < _words.Length; i++)
            {
                byte[] word = _words[i];
                if (word == null || word.Length < FewestLetters || _values[i] <= 0 || !IsNear(word, text, offset, count))
                {
                    continue;
                }

                if (value != None && value != _values[i])
                {
                    return None;
                }

                value = _values[i];
            }

            return value;
        }

        // Whether one wrong, missing, additional or swapped letter makes the difference: what the two share at both ends tells.
        private static bool IsNear(byte[] word, byte[] text, int offset, int count)
        {
            int shorter = word.Length < count ? word.Length : count;
            if (word.Length + count - 2 * shorter > 1)
            {
                return false;
            }

            int head = 0;
            while (head < shorter && word[head] == text[offset + head])
            {
                head++;
            }

            int tail = 0;
            while (tail < shorter - head && word[word.Length - 1 - tail] == text[offset + count - 1 - tail])
            {
                tail++;
            }

            int between = shorter - head - tail;
            return word.Length != count
                ? between == 0
                : between == 1 || (between == 2 && word[head] == text[offset + head + 1] && word[head + 1] == text[offset + head]);
        }

        // Where the word is, or would be put.
        private int Place(byte[] text, int offset, int count)
        {
            int place = Bytes.Hash(text, offset, count) & (_words.Length - 1);
            while (_words[place] != null
                && (_words[place].Length != count || !Bytes.AreEqual(_words[place], 0, text, offset, count)))
            {
                place = (place + 1) & (_words.Length - 1);
            }

            return place;
        }
    }
}
