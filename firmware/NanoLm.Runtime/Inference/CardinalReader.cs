using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Reads an English cardinal: "40", "-5", "21.5", "a hundred and ten", "minus five", "zero point two five", "two and a half".
    /// </summary>
    internal class CardinalReader
    {
        private const int And = -1;
        private const int A = -2;
        private const int Point = -3;
        private const int Minus = -4;
        private const int Half = -5;

        private const int MostDigits = 9;
        private const long Largest = 1000L * int.MaxValue;

        private readonly WordTable _words = new WordTable(128);

        internal CardinalReader()
        {
            string[] small =
            {
                "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
                "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"
            };
            string[] tens = { "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" };
            for (int i = 0; i < small.Length; i++)
            {
                _words.Add(small[i], i);
            }

            for (int i = 0; i < tens.Length; i++)
            {
                _words.Add(tens[i], 10 * i + 20);
            }

            _words.Add("oh", 0);
            _words.Add("nought", 0);
            _words.Add("fourty", 40);
            _words.Add("hundred", 100);
            _words.Add("thousand", 1000);
            _words.Add("million", 1000000);
            _words.Add("and", And);
            _words.Add("a", A);
            _words.Add("an", A);
            _words.Add("point", Point);
            _words.Add("minus", Minus);
            _words.Add("negative", Minus);
            _words.Add("half", Half);
        }

        /// <summary>The number read last, times 1000; further decimals are dropped.</summary>
        internal long Thousandths { get; private set; }

        /// <summary>
        /// Reads the longest number that begins at the cursor and moves behind it; without one, or when it is too large, stays.
        /// </summary>
        internal bool Read(WordCursor cursor)
        {
            int start = cursor.Start;
            bool minus = Word(cursor) == Minus;
            if (minus)
            {
                cursor.Next();
            }

            bool read = cursor.IsNumber ? Digits(cursor, minus) : Spelt(cursor);
            if (!read || Thousandths > Largest || Thousandths < -Largest)
            {
                cursor.MoveTo(start);
                return false;
            }

            if (Thousandths % 1000 == 0)
            {
                AndAHalf(cursor);
            }

            if (minus)
            {
                Thousandths = -Thousandths;
            }

            return true;
        }

        private int Word(WordCursor cursor)
        {
            return cursor.AtEnd ? WordTable.None : _words.FindNear(cursor.Text, cursor.Start, cursor.Count);
        }

        // "40", "21.5", "-5", "2 thousand"
        private bool Digits(WordCursor cursor, bool afterMinus)
        {
            int at = cursor.Start;
            int end = at + cursor.Count;
            bool minus = cursor.Text[at] == '-';
            if (minus && (afterMinus || ++at == end))
            {
                return false;
            }

            long value = 0;
            int digits = 0;
            for (; at < end && cursor.Text[at] != '.'; at++)
            {
                value = 10 * value + cursor.Text[at] - '0';
                if (++digits > MostDigits)
                {
                    return false;
                }
            }

            value *= 1000;
            int weight = 100;
            for (at++; at < end; at++)
            {
                value += weight * (cursor.Text[at] - '0');
                weight /= 10;
            }

            cursor.Next();
            int scale = Word(cursor);
            if (scale >= 100)
            {
                value *= scale;
                cursor.Next();
            }

            Thousandths = minus ? -value : value;
            return true;
        }

        private bool Spelt(WordCursor cursor)
        {
            long total = 0;     // closed by "thousand" or "million"
            int current = -1;   // what follows; -1: nothing yet
            int scale = int.MaxValue;
            while (true)
            {
                int start = cursor.Start;
                int word = Word(cursor);
                bool joins = current > 0 ? current % 100 == 0 : current < 0 && total > 0;
                if ((word == And && joins) || (word == A && current < 0 && total == 0))
                {
                    cursor.Next();
                    int next = Word(cursor);
                    if (word == And ? next <= 0 || next >= 100 : next < 100)
                    {
                        cursor.MoveTo(start);
                        break;
                    }

                    word = next;
                }

                if (word >= 1000 && word < scale && current != 0 && (current > 0 || total == 0))
                {
                    total += (current < 0 ? 1L : current) * word;
                    scale = word;
                    current = -1;
                }
                else if (word == 100 && current < 100 && current != 0 && (current > 0 || total == 0))
                {
                    current = (current < 0 ? 1 : current) * 100;
                }
                else if (word >= 0 && word < 100 && Fits(current, word, total))
                {
                    current = (current < 0 ? 0 : current) + word;
                }
                else
                {
                    cursor.MoveTo(start);
                    break;
                }

                cursor.Next();
            }

            Thousandths = 1000 * (total + (current < 0 ? 0 : current));
            bool any = total > 0 || current >= 0;
            return Decimals(cursor) || any;
        }

        // Whether a word below a hundred can follow: "twenty" five, "two hundred" ten, "thousand" five.
        private static bool Fits(int current, int word, long total)
        {
            if (current < 0)
            {
                return word > 0 || total == 0;
            }

            bool afterHundreds = current >= 100 && current % 100 == 0;
            bool afterTens = current % 100 >= 20 && current % 10 == 0 && word < 10;
            return word > 0 && (afterHundreds || afterTens);
        }

        // "point two five"
        private bool Decimals(WordCursor cursor)
        {
            if (Word(cursor) != Point)
            {
                return false;
            }

            int start = cursor.Start;
            cursor.Next();
            int first = cursor.Start;
            for (int weight = 100; Word(cursor) >= 0 && Word(cursor) < 10; weight /= 10)
            {
                Thousandths += weight * Word(cursor);
                cursor.Next();
            }

            if (cursor.Start == first)
            {
                cursor.MoveTo(start);
                return false;
            }

            return true;
        }

        private void AndAHalf(WordCursor cursor)
        {
            int start = cursor.Start;
            if (Word(cursor) == And)
            {
                cursor.Next();
                if (Word(cursor) == A)
                {
                    cursor.Next();
                }

                if (Word(cursor) == Half)
                {
                    cursor.Next();
                    Thousandths += Thousandths < 0 ? -500 : 500;
                    return;
                }
            }

            cursor.MoveTo(start);
        }
    }
}
