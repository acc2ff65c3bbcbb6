using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Reads seconds from words: "90 s", "two hours and ten minutes", "1 h30", "half an hour", "an hour and a half", "one minute thirty",
    /// "three quarters of an hour", "a couple of minutes".
    /// </summary>
    public class DurationReader
    {
        private const int A = -1;
        private const int Of = -2;
        private const int And = -3;
        private const int Half = -4;
        private const int Quarter = -5;
        private const int Couple = -6;
        private const int Bare = -7; // stands for one of its unit without any number
        private const int Week = 604800;
        private const int Day = 86400;
        private const int Hour = 3600;
        private const int Minute = 60;

        private readonly WordCursor _cursor = new WordCursor();
        private readonly CardinalReader _cardinal = new CardinalReader();
        private readonly WordTable _words = new WordTable(64);
        private readonly WordTable _bare = new WordTable(16);

        private long _thousandths; // of a second

        /// <summary>A reader; it may be used again and again.</summary>
        public DurationReader()
        {
            Unit(1, new[] { "second", "seconds", "sec", "secs", "s" });
            Unit(Minute, new[] { "minute", "minutes", "min", "mins", "m" });
            Unit(Hour, new[] { "hour", "hours", "hr", "hrs", "h" });
            Unit(Day, new[] { "day", "days", "d" });
            Unit(Week, new[] { "week", "weeks" });
            _words.Add("a", A);
            _words.Add("an", A);
            _words.Add("the", A);
            _words.Add("of", Of);
            _words.Add("and", And);
            _words.Add("half", Half);
            _words.Add("quarter", Quarter);
            _words.Add("quarters", Quarter);
            _words.Add("couple", Couple);
        }

        /// <summary>The seconds read last; halves are rounded upward.</summary>
        public int Seconds { get; private set; }

        /// <summary>Reads the bytes [start, end) of normalised text, whole words.</summary>
        /// <returns>False when they are anything else than one duration.</returns>
        public bool Read(byte[] text, int start, int end)
        {
            _cursor.Reset(text, start, end);
            _thousandths = 0;
            int unit = Term();
            while (unit > 0 && !_cursor.AtEnd)
            {
                Skip(And);
                int next = Term();
                unit = next > 0 ? next : Rest(unit);
            }

            long seconds = (_thousandths + 500) / 1000;
            Seconds = (int)seconds;
            return unit > 0 && seconds == Seconds;
        }

        private void Unit(int seconds, string[] names)
        {
            _bare.Add(names[0], Bare);
            for (int i = 0; i < names.Length; i++)
            {
                _words.Add(names[i], seconds);
            }
        }

        // An amount and its unit, added to the sum. Returns the unit in seconds, or 0 with the cursor where it was.
        private int Term()
        {
            int start = _cursor.Start;
            long amount = Part();
            if (amount > 0)
            {
                Skip(Of);
                Skip(A);
            }
            else if (_cardinal.Read(_cursor))
            {
                amount = _cardinal.Thousandths;
            }
            else
            {
                amount = Skip(A) || _bare.Find(_cursor.Text, _cursor.Start, _cursor.Count) == Bare ? 1000 : -1;
            }

            int unit = Word();
            if (amount < 0 || unit <= 0)
            {
                _cursor.MoveTo(start);
                return 0;
            }

            _cursor.Next();
            _thousandths += amount * unit;
            return unit;
        }

        // "half", "a quarter", "three quarters", "a couple" in thousandths, or 0 with the cursor where it was.
        private int Part()
        {
            int start = _cursor.Start;
            int count = 1;
            if (!Skip(A) && _cardinal.Read(_cursor))
            {
                count = _cardinal.Thousandths == 3000 && Word() == Quarter ? 3 : 0;
            }

            int word = Word();
            int part = word == Half ? 500 : word == Quarter ? 250 : word == Couple ? 2000 : 0;
            if (count * part == 0)
            {
                _cursor.MoveTo(start);
                return 0;
            }

            _cursor.Next();
            return count * part;
        }

        // What may end a duration behind its last unit: "... and a half", "one minute thirty". Returns the unit, or 0.
        private int Rest(int unit)
        {
            long amount = Part();
            if (amount == 0)
            {
                if (!_cardinal.Read(_cursor) || _cardinal.Thousandths < 0)
                {
                    return 0;
                }

                amount = _cardinal.Thousandths;
                unit = Smaller(unit);
            }

            _thousandths += amount * unit;
            return _cursor.AtEnd ? unit : 0;
        }

        private static int Smaller(int unit)
        {
            switch (unit)
            {
                case Week:
                    return Day;
                case Day:
                    return Hour;
                case Hour:
                    return Minute;
                case Minute:
                    return 1;
                default:
                    return 0;
            }
        }

        private int Word()
        {
            return _cursor.AtEnd ? WordTable.None : _words.FindNear(_cursor.Text, _cursor.Start, _cursor.Count);
        }

        private bool Skip(int word)
        {
            if (Word() != word)
            {
                return false;
            }

            _cursor.Next();
            return true;
        }
    }
}
