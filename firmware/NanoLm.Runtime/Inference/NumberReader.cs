using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Inference
{
    /// <summary>Reads the value of a range slot from its words: the slot's own words or an English cardinal, then perhaps a unit.</summary>
    public class NumberReader
    {
        private const int AnyUnit = 3; // measures that say nothing about percent or degrees
        private const int Per = 4;
        private const int Cent = 5;

        private readonly Grammar _grammar;
        private readonly WordCursor _cursor = new WordCursor();
        private readonly CardinalReader _cardinal = new CardinalReader();
        private readonly WordTable _units = new WordTable(32);

        /// <summary>Reads slots of this grammar.</summary>
        public NumberReader(Grammar grammar)
        {
            _grammar = grammar;
            _units.Add("%", Grammar.Percent);
            _units.Add("percent", Grammar.Percent);
            _units.Add("per", Per);
            _units.Add("cent", Cent);
            _units.Add("degrees", Grammar.Degrees);
            _units.Add("degree", Grammar.Degrees);
            _units.Add("deg", Grammar.Degrees);
            _units.Add("celsius", Grammar.Degrees);
            _units.Add("centigrade", Grammar.Degrees);
            _units.Add("c", Grammar.Degrees);
            _units.Add("fahrenheit", Grammar.Degrees);
            _units.Add("f", Grammar.Degrees);
            _units.Add("ppm", AnyUnit);
            _units.Add("lux", AnyUnit);
            _units.Add("hpa", AnyUnit);
        }

        /// <summary>The value read last; halves are rounded upward.</summary>
        public int Value { get; private set; }

        /// <summary>
        /// Reads the bytes [start, end) of normalised text, whole words, as a value of a range slot. The slot's range is not checked here.
        /// </summary>
        /// <returns>False when they are anything else than one number with units that suit the slot.</returns>
        public bool Read(byte[] text, int start, int end, int slot)
        {
            _cursor.Reset(text, start, end);
            if (OwnWord(text, start, end, slot) && OnlyUnits(slot))
            {
                return true;
            }

            _cursor.MoveTo(start);
            if (!_cardinal.Read(_cursor))
            {
                return false;
            }

            long rounded = _cardinal.Thousandths + 500;
            long whole = rounded / 1000;
            if (rounded < 0 && rounded % 1000 != 0)
            {
                whole--;
            }

            Value = (int)whole;
            return whole == Value && OnlyUnits(slot);
        }

        // The longest of the slot's own words that the range begins with.
        private bool OwnWord(byte[] text, int start, int end, int slot)
        {
            int longest = 0;
            for (int i = 0; i < _grammar.WordCount(slot); i++)
            {
                int word = _grammar.WordText(slot, i);
                int count = _grammar.StringBytes(word);
                bool whole = count == end - start || (count < end - start && text[start + count] == ' ');
                if (whole && count > longest && Bytes.AreEqual(_grammar.Section, word + 1, text, start, count))
                {
                    longest = count;
                    Value = _grammar.WordValue(slot, i);
                }
            }

            _cursor.MoveTo(start + longest);
            return longest > 0;
        }

        private bool OnlyUnits(int slot)
        {
            int unit = _grammar.SlotUnit(slot);
            while (!_cursor.AtEnd)
            {
                int word = Unit();
                if (word == Per)
                {
                    _cursor.Next();
                    word = Unit() == Cent ? Grammar.Percent : WordTable.None;
                }

                bool known = word == Grammar.Percent || word == Grammar.Degrees || word == AnyUnit;
                if (!known || (unit != Grammar.NoUnit && unit != word))
                {
                    return false;
                }

                _cursor.Next();
            }

            return true;
        }

        private int Unit()
        {
            if (_cursor.Count == 2 && _cursor.Text[_cursor.Start] == 0xC2 && _cursor.Text[_cursor.Start + 1] == 0xB0)
            {
                return Grammar.Degrees;
            }

            return _units.Find(_cursor.Text, _cursor.Start, _cursor.Count);
        }
    }
}
