namespace NanoLm.Console
{
    /// <summary>What a terminal's keys mean to the line: arrow and function keys, which send several bytes, and control keys mean nothing.</summary>
    internal class KeyFilter
    {
        /// <summary>The byte is none of the line's.</summary>
        internal const int None = -1;

        /// <summary>The line under way is given up: Ctrl-C or Ctrl-U.</summary>
        internal const int GiveUp = 3;

        /// <summary>Do the last command again: Ctrl-R, or a short press of the board's button.</summary>
        internal const int Repeat = 18;

        /// <summary>Take the last command back: Ctrl-Z, or a long press.</summary>
        internal const int TakeBack = 26;

        private const int Backspace = 8;
        private const int Tab = 9;
        private const int LineFeed = 10;
        private const int CarriageReturn = 13;
        private const int CtrlU = 21;
        private const int Escape = 27;

        private const int Typing = 0;
        private const int AfterEscape = 1;
        private const int InSequence = 2; // ESC [ ... up to a byte from '@' on (ECMA-48's control sequences)
        private const int LastOfSequence = 3; // ESC O and one more

        private int _state;

        /// <summary>Takes the next byte; returns what stands for it in the line, or one of the constants above.</summary>
        internal int Take(int value)
        {
            if (value < ' ')
            {
                _state = value == Escape ? AfterEscape : Typing;
                return Control(value);
            }

            switch (_state)
            {
                case Typing:
                    return value;
                case AfterEscape:
                    _state = value == '[' ? InSequence : value == 'O' ? LastOfSequence : Typing;
                    return None;
                case InSequence:
                    _state = value >= '@' ? Typing : InSequence;
                    return None;
                default:
                    _state = Typing;
                    return None;
            }
        }

        private static int Control(int value)
        {
            switch (value)
            {
                case Backspace:
                case LineFeed:
                case CarriageReturn:
                case GiveUp:
                case Repeat:
                case TakeBack:
                    return value;
                case CtrlU:
                    return GiveUp;
                case Tab:
                    return ' ';
                default:
                    return None;
            }
        }
    }
}
