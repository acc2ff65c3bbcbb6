using NanoLm.Runtime.Inference;

namespace NanoLm.Actions
{
    /// <summary>The command file's actions: which pins an accepted command sets.</summary>
    public class ActionTable
    {
        private readonly Grammar _grammar;

        /// <summary>The actions of a grammar.</summary>
        public ActionTable(Grammar grammar)
        {
            _grammar = grammar;
        }

        /// <summary>Sets the pins of every action that the frame calls for, in the command file's order. A refusal sets none.</summary>
        public void Apply(Frame frame, Pins pins)
        {
            for (int action = 0; action < _grammar.ActionCount; action++)
            {
                if (Matches(action, frame))
                {
                    pins.Set(_grammar.ActionPin(action), _grammar.ActionHigh(action));
                }
            }
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
