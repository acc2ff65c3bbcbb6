namespace NanoLm.Console
{
    /// <summary>
    /// A button as keys of the console: a short press repeats the last command when it ends, a long one takes the command back while
    /// it still lasts. A level counts when it has been read twice, since contacts bounce.
    /// </summary>
    public class Button
    {
        /// <summary>Reads in a row, all the same, that make a level count.</summary>
        public const int SteadyReads = 2;

        private const int LongMilliseconds = 800;

        private bool _read;
        private bool _down;
        private bool _told;
        private int _milliseconds;

        /// <summary>Takes the button's state.</summary>
        /// <param name="down">Whether it is pressed.</param>
        /// <param name="milliseconds">Time since the last call.</param>
        /// <returns>A byte for the console, or 0.</returns>
        public byte Take(bool down, int milliseconds)
        {
            bool steady = down == _read;
            _read = down;
            if (!steady)
            {
                return 0;
            }

            bool wasDown = _down;
            _down = down;
            if (!down)
            {
                bool isShort = wasDown && !_told;
                _told = false;
                _milliseconds = 0;
                return isShort ? (byte)KeyFilter.Repeat : (byte)0;
            }

            _milliseconds += milliseconds;
            if (_told || _milliseconds < LongMilliseconds)
            {
                return 0;
            }

            _told = true;
            return KeyFilter.TakeBack;
        }
    }
}
