namespace NanoLm.Runtime.Text
{
    /// <summary>A few dozen known words, each with a number: open addressing over byte ranges.</summary>
    internal class WordTable
    {
        /// <summary>What <see cref="Find"/> returns for an unknown word.</summary>
        internal const int None = int.MinValue;

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
