namespace NanoLm.Console
{
    /// <summary>Assembles lines from bytes of any kind. A line ends with CR, LF or CR LF; backspace and DEL remove a character.</summary>
    public class LineReader
    {
        private const byte Backspace = 8;
        private const byte LineFeed = 10;
        private const byte CarriageReturn = 13;
        private const byte Delete = 127;

        private readonly byte[] _buffer; // the properties cost an interpreter a call for each byte
        private int _count;
        private bool _complete;
        private bool _dropping;
        private bool _afterReturn;

        /// <summary>A reader of lines of at most <paramref name="maxBytes"/> bytes, their ends not counted.</summary>
        public LineReader(int maxBytes)
        {
            _buffer = new byte[maxBytes];
        }

        /// <summary>The line: the first <see cref="Count"/> bytes.</summary>
        public byte[] Buffer { get { return _buffer; } }

        /// <summary>Bytes of the line. A complete line stays until the next byte is taken.</summary>
        public int Count { get { return _count; } }

        /// <summary>Takes the next byte.</summary>
        public LineEvent Take(byte value)
        {
            if (_complete)
            {
                _complete = false;
                _count = 0;
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

            if (_count == _buffer.Length)
            {
                _dropping = true;
                _count = 0;
                return LineEvent.TooLong;
            }

            _buffer[_count++] = value;
            return LineEvent.Added;
        }

        /// <summary>Forgets the line under way.</summary>
        public void Clear()
        {
            _count = 0;
            _complete = false;
            _dropping = false;
            _afterReturn = false;
        }

        /// <summary>Ends the input.</summary>
        /// <returns>Whether a last line without an end is left.</returns>
        public bool Finish()
        {
            return _count > 0 && !_complete;
        }

        // A whole UTF-8 character: its continuation bytes (10xxxxxx) go with it.
        private bool RemoveLast()
        {
            if (_count == 0)
            {
                return false;
            }

            _count--;
            while (_count > 0 && (_buffer[_count] & 0xC0) == 0x80)
            {
                _count--;
            }

            return true;
        }
    }
}
