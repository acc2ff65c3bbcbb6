namespace NanoLm.Runtime.Text
{
    /// <summary>
    /// Reads one character of UTF-8 and says what it means to the normaliser: a folded ASCII letter or digit (its code, '0' or above),
    /// or one of the classes below.
    /// </summary>
    internal class CharacterClasses
    {
        internal const int Separator = 0;   // anything else, also bytes that are not UTF-8
        internal const int OtherLetter = 1; // stands for itself
        internal const int Apostrophe = 2;
        internal const int Percent = 3;
        internal const int Degree = 4;
        internal const int Minus = 5;
        internal const int Ampersand = 6;
        internal const int Colon = 7;
        internal const int Mark = 8;        // combining: dropped inside a word
        internal const int Fraction = 9;    // a quarter, a half, three quarters: Second is their hundredths

        private const int FoldFirst = 0xC0;
        private const int FoldEnd = 0x180;

        // U+00C0..U+017F without their marks. An upper-case letter is the first of two.
        private const string Fold =
            "aaaaaaAceeeeiiiidnooooo ouuuuyTSaaaaaaAceeeeiiiidnooooo ouuuuyTy"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkkllllllllll"
            + "nnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

        /// <summary>Offset behind the character last read. A field, since an interpreter makes a call of a property.</summary>
        internal int Behind;

        /// <summary>Second ASCII letter of the character last read ("ae" for U+00E6), a fraction's hundredths, or 0.</summary>
        internal int Second;

        private readonly byte[] _ascii = new byte[128];
        private readonly byte[] _fold = new byte[FoldEnd - FoldFirst];

        // From each code point on, letters and separators take turns; U+0180 begins with letters.
        private readonly int[] _borders =
        {
            0x0180, 0x02B0, 0x0370, 0x2000, 0x2C00, 0x2E00, 0x3041, 0xE000, 0xF900, 0xFE00,
            0xFE70, 0xFEFF, 0xFF21, 0xFFDD, 0x10000, 0x1F000, 0x20000, 0x40000
        };

        internal CharacterClasses()
        {
            for (int i = 0; i < 26; i++)
            {
                _ascii['a' + i] = (byte)('a' + i);
                _ascii['A' + i] = (byte)('a' + i);
            }

            for (int i = '0'; i <= '9'; i++)
            {
                _ascii[i] = (byte)i;
            }

            _ascii['\''] = Apostrophe;
            _ascii['%'] = Percent;
            _ascii['-'] = Minus;
            _ascii['&'] = Ampersand;
            _ascii[':'] = Colon;
            for (int i = 0; i < _fold.Length; i++)
            {
                _fold[i] = (byte)Fold[i];
            }
        }

        /// <summary>Reads the character at <paramref name="at"/>; bytes from <paramref name="count"/> on are not looked at.</summary>
        internal int Read(byte[] input, int at, int count)
        {
            int value = input[at];
            Second = 0;
            if (value < 0x80)
            {
                Behind = at + 1;
                return _ascii[value];
            }

            Behind = Utf8.Read(input, at, count, out int code);
            return Classify(code);
        }

        private int Classify(int code)
        {
            if (code >= FoldFirst && code < FoldEnd)
            {
                return Folded(_fold[code - FoldFirst]);
            }

            if (code >= 0x300 && code < 0x370)
            {
                return Mark;
            }

            if (code >= 0x2080 && code <= 0x2089)
            {
                return '0' + code - 0x2080;
            }

            switch (code)
            {
                case 0x02BC:
                case 0x2018:
                case 0x2019:
                case 0x201B:
                    return Apostrophe;
                case 0x00B0:
                case 0x00BA: // the ordinal sign, which some keyboards have where others have the degree
                    return Degree;
                case 0x2010:
                case 0x2011:
                case 0x2012:
                case 0x2013: // the en dash, which phones make of a hyphen
                case 0x2212:
                    return Minus;
                case 0x00BC:
                case 0x00BD:
                case 0x00BE:
                    Second = 25 * (code - 0x00BB);
                    return Fraction;
                case 0x00AA:
                case 0x00B5:
                    return OtherLetter;
            }

            bool letter = false;
            for (int i = 0; i < _borders.Length && code >= _borders[i]; i++)
            {
                letter = !letter;
            }

            return letter ? OtherLetter : Separator;
        }

        private int Folded(int letter)
        {
            switch (letter)
            {
                case 'A':
                case 'O':
                    Second = 'e';
                    break;
                case 'S':
                    Second = 's';
                    break;
                case 'T':
                    Second = 'h';
                    break;
                case 'I':
                    Second = 'j';
                    break;
                case ' ':
                    return Separator;
                default:
                    return letter;
            }

            return letter + ('a' - 'A');
        }
    }
}
