namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Walks over the words of a range of normalised text. A word that mixes letters and digits counts as several, so that
    /// "1 h30" reads as 1, h, 30.
    /// </summary>
    internal class WordCursor
    {
        private int _end;

        internal byte[] Text { get; private set; }

        /// <summary>Offset of the current word; the range's end when there is none.</summary>
        internal int Start { get; private set; }

        /// <summary>Bytes of the current word; 0 at the end.</summary>
        internal int Count { get; private set; }

        internal bool AtEnd { get { return Count == 0; } }

        internal bool IsNumber { get { return Count > 0 && StartsNumber(Text[Start]); } }

        internal void Reset(byte[] text, int start, int end)
        {
            Text = text;
            _end = end;
            MoveTo(start);
        }

        /// <summary>Goes to the word at an offset, or behind the space there.</summary>
        internal void MoveTo(int offset)
        {
            if (offset < _end && Text[offset] == ' ')
            {
                offset++;
            }

            Start = offset;
            if (offset < _end)
            {
                bool number = StartsNumber(Text[offset++]);
                while (offset < _end && (number ? ContinuesNumber(Text[offset]) : ContinuesLetters(Text[offset])))
                {
                    offset++;
                }
            }

            Count = offset - Start;
        }

        internal void Next()
        {
            MoveTo(Start + Count);
        }

        private static bool StartsNumber(byte value)
        {
            return IsDigit(value) || value == '-';
        }

        private static bool ContinuesNumber(byte value)
        {
            return IsDigit(value) || value == '.';
        }

        private static bool ContinuesLetters(byte value)
        {
            return value != ' ' && !IsDigit(value);
        }

        private static bool IsDigit(byte value)
        {
            return value >= '0' && value <= '9';
        }
    }
}
