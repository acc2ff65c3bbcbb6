using NanoLm.Runtime.Inference;

namespace NanoLm.Actions
{
    /// <summary>The command file's actions: which pins an accepted command sets, and how it is taken back.</summary>
    public class ActionTable
    {
        private const int PinNumbers = 256; // an action names a pin in one byte

        private readonly Grammar _grammar;
        private readonly bool[] _levels = new bool[PinNumbers]; // as they were last set here; a pin starts low
        private readonly byte[] _changed; // pins of the last command, in the order of their changes
        private readonly bool[] _before;
        private int _count;

        /// <summary>The actions of a grammar.</summary>
        public ActionTable(Grammar grammar)
        {
            _grammar = grammar;
            _changed = new byte[grammar.ActionCount];
            _before = new bool[grammar.ActionCount];
        }

        /// <summary>Sets the pins of every action that the frame calls for, in the command file's order. A refusal sets none.</summary>
        /// <exception cref="PinException">A pin cannot be set; the actions behind it are not carried out.</exception>
        public void Apply(Frame frame, Pins pins)
        {
            if (frame.Intent < 0)
            {
                return;
            }

            _count = 0;
            for (int action = 0; action < _grammar.ActionCount; action++)
            {
                if (Matches(action, frame))
                {
                    int pin = _grammar.ActionPin(action);
                    pins.Set(pin, _grammar.ActionHigh(action));
                    _changed[_count] = (byte)pin;
                    _before[_count++] = _levels[pin];
                    _levels[pin] = _grammar.ActionHigh(action);
                }
            }
        }

        /// <summary>Gives the pins of the last accepted command the levels back that they had before it.</summary>
        /// <returns>How many changes were taken back; 0 the next time.</returns>
        /// <exception cref="PinException">A pin cannot be set.</exception>
        public int TakeBack(Pins pins)
        {
            int changes = _count;
            while (_count > 0)
            {
                _count--;
                _levels[_changed[_count]] = _before[_count];
                pins.Set(_changed[_count], _before[_count]);
            }

            return changes;
        }

        private bool Matches(int action, Frame frame)
        {
            if (_grammar.ActionIntent(action) != frame.Intent)
            {
                return false;
            }

            for (int i = 0; i < _grammar.ConditionCount(action); i++)
            {
                int slot = _grammar.ConditionSlot(action, i);
                if (!frame.Has[slot] || frame.Value[slot] != _grammar.ConditionValue(action, i))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
