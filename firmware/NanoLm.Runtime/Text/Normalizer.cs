namespace NanoLm.Runtime.Text
{
    /// <summary>
    /// Turns a line of bytes into words, as docs/text.md specifies. One pass; allocates nothing after construction.
    /// </summary>
    public class Normalizer
    {
        private const int LongestInput = 65535; // offsets are ushort
        private const int FractionLead = 0xC2; // first byte of U+0080..U+00BF

        private readonly CharacterClasses _classes = new CharacterClasses();
        private readonly byte[] _text; // the property costs an interpreter a call for each byte
        private byte[] _input;
        private int _count;
        private int _bytes;
        private int _words;
        private bool _full;

        /// <param name="maxTextBytes">Longest normalised text, up to 65535.</param>
        /// <param name="maxWords">Most words.</param>
        public Normalizer(int maxTextBytes, int maxWords)
        {
            _text = new byte[maxTextBytes];
            WordStart = new ushort[maxWords];
            WordBytes = new ushort[maxWords];
            SourceStart = new ushort[maxWords];
            SourceEnd = new ushort[maxWords];
        }

        /// <summary>The words, one space between two, UTF-8; the first <see cref="TextBytes"/> bytes count.</summary>
        public byte[] Text { get { return _text; } }

        /// <summary>Bytes of <see cref="Text"/> in use.</summary>
        public int TextBytes { get { return _bytes; } }

        /// <summary>Number of words.</summary>
        public int WordCount { get { return _words; } }

        /// <summary>Per word, the offset of its first byte in <see cref="Text"/>.</summary>
        public ushort[] WordStart { get; }

        /// <summary>Per word, its bytes in <see cref="Text"/>.</summary>
        public ushort[] WordBytes { get; }

        /// <summary>Per word, the offset of its first byte in the input.</summary>
        public ushort[] SourceStart { get; }

        /// <summary>Per word, the offset behind its last byte in the input.</summary>
        public ushort[] SourceEnd { get; }

        /// <summary>Normalises the first <paramref name="count"/> bytes of <paramref name="input"/>, whatever they are.</summary>
        /// <returns>False when the text is too long for the buffers; there are no words then.</returns>
        public bool Normalize(byte[] input, int count)
        {
            _input = input;
            _count = count;
            _bytes = 0;
            _words = 0;
            _full = count > LongestInput;
            int at = 0;
            while (at < count && !_full)
            {
                at = Next(at);
            }

            _input = null;
            if (_full)
            {
                _bytes = 0;
                _words = 0;
            }

            return !_full;
        }

        // Takes the word that starts at `at`, or skips what separates; returns the offset behind it.
        private int Next(int at)
        {
            int kind = _classes.Read(_input, at, _count);
            int behind = _classes.Behind;
            if (kind >= 'a' || kind == CharacterClasses.OtherLetter)
            {
                return LetterWord(at);
            }

            switch (kind)
            {
                case CharacterClasses.Separator:
                    return StartsFraction(at) && IsApart(at) ? NumberWord(at, at, false) : behind;
                case CharacterClasses.Percent:
                case CharacterClasses.Degree:
                case CharacterClasses.Ampersand:
                    return Sign(at, behind, kind);
                case CharacterClasses.Colon:
                    return JoinsNumbers(at) ? Sign(at, behind, kind) : behind;
                case CharacterClasses.Minus:
                    return (IsDigit(behind) || StartsFraction(behind)) && IsApart(at) ? NumberWord(at, behind, true) : behind;
                case CharacterClasses.Fraction:
                    return NumberWord(at, at, false);
                default:
                    return IsDigit(at) ? NumberWord(at, at, false) : behind;
            }
        }

        private int LetterWord(int at)
        {
            Start(at);
            int end = at;
            bool apostrophe = false; // seen, but it only counts between two letters or digits
            while (at < _count)
            {
                int kind = _classes.Read(_input, at, _count);
                int behind = _classes.Behind;
                if (kind >= '0' || kind == CharacterClasses.OtherLetter)
                {
                    if (apostrophe)
                    {
                        Put('\'');
                        apostrophe = false;
                    }

                    if (kind == CharacterClasses.OtherLetter)
                    {
                        for (int i = at; i < behind; i++)
                        {
                            Put(_input[i]);
                        }
                    }
                    else
                    {
                        Put(kind);
                        if (_classes.Second != 0)
                        {
                            Put(_classes.Second);
                        }
                    }

                    end = behind;
                }
                else if (kind == CharacterClasses.Apostrophe && !apostrophe)
                {
                    apostrophe = true;
                }
                else if (kind != CharacterClasses.Mark)
                {
                    break;
                }

                at = behind;
            }

            return Finish(end);
        }

        private int NumberWord(int at, int digits, bool minus)
        {
            Start(at);
            if (minus)
            {
                Put('-');
            }

            at = digits;
            if (!IsDigit(at))
            {
                Put('0'); // ".5" and "½" are 0.5
            }

            int group = 0; // digits since the start or the last comma
            bool fraction = false;
            while (at < _count)
            {
                int value = _input[at];
                if (value >= '0' && value <= '9')
                {
                    Put(value);
                    group++;
                }
                else if (fraction)
                {
                    break;
                }
                else if (StartsFraction(at))
                {
                    if (value != '.')
                    {
                        return Finish(Hundredths());
                    }

                    Put('.');
                    fraction = true;
                }
                else if (value == ',' && group <= 3 && IsGroupOfThousands(at + 1))
                {
                    group = 0;
                }
                else
                {
                    break;
                }

                at++;
            }

            return Finish(at);
        }

        // Writes the fraction character last read; returns the offset behind it.
        private int Hundredths()
        {
            Put('.');
            Put('0' + _classes.Second / 10);
            if (_classes.Second % 10 != 0)
            {
                Put('0' + _classes.Second % 10);
            }

            return _classes.Behind;
        }

        private int Sign(int at, int behind, int kind)
        {
            Start(at);
            switch (kind)
            {
                case CharacterClasses.Percent:
                    Put('%');
                    break;
                case CharacterClasses.Degree:
                    Put(0xC2);
                    Put(0xB0);
                    break;
                case CharacterClasses.Colon:
                    Put(':');
                    break;
                default:
                    Put('a');
                    Put('n');
                    Put('d');
                    break;
            }

            return Finish(behind);
        }

        // "7:30", and "7 : 30" so that normalised text stays as it is.
        private bool JoinsNumbers(int colon)
        {
            if (_words == 0)
            {
                return false;
            }

            int first = Text[WordStart[_words - 1]];
            if (first != '-' && (first < '0' || first > '9'))
            {
                return false;
            }

            int end = SourceEnd[_words - 1];
            return end == colon
                ? IsDigit(colon + 1)
                : end == colon - 1 && _input[end] == ' ' && IsDigit(colon + 2) && _input[colon + 1] == ' ';
        }

        private bool IsGroupOfThousands(int at)
        {
            return IsDigit(at) && IsDigit(at + 1) && IsDigit(at + 2) && !IsDigit(at + 3);
        }

        // A point before a digit, or a fraction character, which is the one last read then.
        private bool StartsFraction(int at)
        {
            return at < _count && (_input[at] == '.'
                ? IsDigit(at + 1)
                : _input[at] == FractionLead && _classes.Read(_input, at, _count) == CharacterClasses.Fraction);
        }

        private bool IsApart(int at)
        {
            return at == 0 || _input[at - 1] <= ' ';
        }

        private bool IsDigit(int at)
        {
            return at < _count && _input[at] >= '0' && _input[at] <= '9';
        }

        private void Start(int source)
        {
            if (_words == WordStart.Length)
            {
                _full = true;
                return;
            }

            if (_words > 0)
            {
                Put(' ');
            }

            WordStart[_words] = (ushort)_bytes;
            SourceStart[_words] = (ushort)source;
        }

        private void Put(int value)
        {
            if (_bytes == _text.Length)
            {
                _full = true;
                return;
            }

            _text[_bytes++] = (byte)value;
        }

        private int Finish(int source)
        {
            if (!_full)
            {
                WordBytes[_words] = (ushort)(_bytes - WordStart[_words]);
                SourceEnd[_words] = (ushort)source;
                _words++;
            }

            return source;
        }
    }
}
