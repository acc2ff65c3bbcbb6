using NanoLm.Console;

namespace NanoLm.Proof
{
    /// <summary>A port whose other end types the golden commands and compares the answers, times aside, with the golden ones.</summary>
    internal class TranscriptPort : BytePort
    {
        // A string would do, but the CLR makes an object of each literal each time it is used.
        private readonly byte[] _time = { (byte)',', (byte)'"', (byte)'u', (byte)'s', (byte)'"', (byte)':' };

        private int _typed;
        private int _compared;
        private int _line = 1;

        /// <summary>The first line whose answer is another, or 0.</summary>
        internal int WrongLine { get; private set; }

        /// <summary>Looked at after each answer.</summary>
        internal Collections Collections { get; } = new Collections();

        /// <summary>Whether every golden answer came.</summary>
        internal bool Complete { get { return _compared == Golden.Answers.Length; } }

        /// <summary>Starts again with the first command; answers that are missing are a fault by then.</summary>
        internal void Rewind()
        {
            if (WrongLine == 0 && !Complete)
            {
                WrongLine = _line;
            }

            _typed = 0;
            _compared = 0;
            _line = 1;
        }

        /// <inheritdoc/>
        public override int Read(byte[] buffer)
        {
            int count = 0;
            while (count < buffer.Length && _typed < Golden.Commands.Length)
            {
                buffer[count++] = Golden.Commands[_typed++];
            }

            return count;
        }

        /// <inheritdoc/>
        public override void Write(byte[] buffer, int count)
        {
            Collections.Look();
            for (int i = 0; i < count; i++)
            {
                if (IsTime(buffer, i, count))
                {
                    i += _time.Length;
                    while (buffer[i] >= '0' && buffer[i] <= '9')
                    {
                        i++;
                    }
                }

                Compare(buffer[i]);
            }
        }

        private void Compare(byte value)
        {
            if (WrongLine == 0 && (Complete || Golden.Answers[_compared] != value))
            {
                WrongLine = _line;
            }

            if (!Complete)
            {
                _compared++;
            }

            if (value == '\n')
            {
                _line++;
            }
        }

        private bool IsTime(byte[] buffer, int at, int count)
        {
            for (int i = 0; i < _time.Length; i++)
            {
                if (at + i == count || buffer[at + i] != _time[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
