namespace NanoLm.Console
{
    /// <summary>Assembles lines from bytes of any kind. A line ends with CR, LF or CR LF; backspace and DEL remove a character.</summary>
    public class LineReader
    {
        private const byte Backspace = 8;
        private const byte LineFeed = 10;
        private const byte CarriageReturn = 13;
        private const byte Delete = 127;

        private bool _complete;
        private bool _dropping;
        private bool _afterReturn;

        /// <summary>A reader of lines of at most <paramref name="maxBytes"/> bytes, their ends not counted.</summary>
        public LineReader(int maxBytes)
        {
            Buffer = new byte[maxBytes];
        }

        /// <summary>The line: the first <see cref="Count"/> bytes.</summary>
        public byte[] Buffer { get; }

        /// <summary>Bytes of the line. A complete line stays until the next byte is taken.</summary>
        public int Count { get; private set; }

        /// <summary>Takes the next byte.</summary>
        public LineEvent Take(byte value)
        {
            if (_complete)
            {
                _complete = false;
                Count = 0;
            }

            bool secondHalf = _afterReturn && value == LineFeed;
            _afterReturn = value == CarriageReturn;
            if (secondHalf)
            {
                return LineEvent.None;
            }

            if (value == CarriageReturn || value == LineFeed)
            {
                bool dropped = _dropping;
                _dropping = false;
                _complete = !dropped;
                return dropped ? LineEvent.None : LineEvent.Line;
            }

            if (_dropping)
            {
                return LineEvent.None;
            }

            if (value == Backspace || value == Delete)
            {
                return RemoveLast() ? LineEvent.Removed : LineEvent.None;
            }

            if (Count == Buffer.Length)
            {
                _dropping = true;
                Count = 0;
                return LineEvent.TooLong;
            }

            Buffer[Count++] = value;
            return LineEvent.Added;
        }

        /// <summary>Forgets the line under way.</summary>
        public void Clear()
        {
            Count = 0;
            _complete = false;
            _dropping = false;
            _afterReturn = false;
        }

        /// <summary>Ends the input.</summary>
        /// <returns>Whether a last line without an end is left.</returns>
        public bool Finish()
        {
            return Count > 0 && !_complete;
        }

        // A whole UTF-8 character: its continuation bytes (10xxxxxx) go with it.
        private bool RemoveLast()
        {
            if (Count == 0)
            {
                return false;
            }

            Count--;
            while (Count > 0 && (Buffer[Count] & 0xC0) == 0x80)
            {
                Count--;
            }

            return true;
        }
    }
}
