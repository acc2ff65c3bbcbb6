namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// What may come out: a view of a GRAM section (docs/image-format.md), checked once so that every accessor stays within it.
    /// Strings are named by the offset of their length byte.
    /// </summary>
    public class Grammar
    {
        /// <summary>Slot kinds: one of fixed values; an integer; seconds; a span of the text.</summary>
        public const int List = 0, Range = 1, Duration = 2, Open = 3;

        /// <summary>Units of a range.</summary>
        public const int NoUnit = 0, Percent = 1, Degrees = 2;

        private const int HeaderBytes = 20;
        private const int IntentBytes = 8;
        private const int SlotBytes = 24;
        private const int ActionBytes = 12;
        private const int WordBytes = 8;
        private const int MostPairs = 4;
        private const int RequiredFlag = 128;

        private readonly int _intents;
        private readonly int _slots;
        private readonly int _actions;
        private readonly int _words;
        private readonly int _values;

        /// <summary>Checks and keeps the section.</summary>
        /// <exception cref="ImageFormatException">The section is damaged.</exception>
        public Grammar(byte[] gramSection)
        {
            Section = gramSection;
            Demand(gramSection.Length >= HeaderBytes, "shorter than its header");
            IntentCount = Word(0);
            SlotCount = Word(2);
            ActionCount = Word(4);
            _intents = Word(8);
            _slots = Word(10);
            _actions = Word(12);
            _words = Word(14);
            _values = Word(16);
            int words = Word(6);
            Demand(
                Fits(_intents, IntentCount, IntentBytes) && Fits(_slots, SlotCount, SlotBytes)
                && Fits(_actions, ActionCount, ActionBytes) && Fits(_words, words, WordBytes),
                "a table lies outside of it");
            DemandString(Name);
            SentenceOutputs = 1 + IntentCount;
            TagOutputs = 1;
            for (int slot = 0; slot < SlotCount; slot++)
            {
                CheckSlot(slot, words);
            }

            for (int i = 0; i < words; i++)
            {
                DemandString(Word(_words + WordBytes * i));
            }

            for (int intent = 0; intent < IntentCount; intent++)
            {
                CheckIntent(intent);
            }

            for (int action = 0; action < ActionCount; action++)
            {
                CheckAction(action);
            }
        }

        /// <summary>The section's bytes; strings are read from here.</summary>
        public byte[] Section { get; }

        /// <summary>Number of intents, out-of-scope not counted.</summary>
        public int IntentCount { get; }

        /// <summary>Number of slots.</summary>
        public int SlotCount { get; }

        /// <summary>Number of actions.</summary>
        public int ActionCount { get; }

        /// <summary>Logits of the sentence head that this grammar needs.</summary>
        public int SentenceOutputs { get; private set; }

        /// <summary>Tags of the tag head that this grammar needs.</summary>
        public int TagOutputs { get; private set; }

        /// <summary>The command file's name, a string.</summary>
        public int Name { get { return Word(18); } }

        /// <summary>Length of a string in bytes; they follow at the offset plus 1.</summary>
        public int StringBytes(int text) { return Section[text]; }

        /// <summary>An intent's name, a string.</summary>
        public int IntentName(int intent) { return Word(_intents + IntentBytes * intent); }

        /// <summary>Number of slots in an intent's signature.</summary>
        public int UseCount(int intent) { return Section[_intents + IntentBytes * intent + 4]; }

        /// <summary>The slot of an entry of an intent's signature.</summary>
        public int UseSlot(int intent, int use) { return Use(intent, use) & (RequiredFlag - 1); }

        /// <summary>Whether an entry of an intent's signature must be there.</summary>
        public bool UseRequired(int intent, int use) { return Use(intent, use) >= RequiredFlag; }

        /// <summary>A slot's name, a string.</summary>
        public int SlotName(int slot) { return Word(SlotAt(slot)); }

        /// <summary>A slot's kind: <see cref="List"/>, <see cref="Range"/>, <see cref="Duration"/> or <see cref="Open"/>.</summary>
        public int SlotKind(int slot) { return Section[SlotAt(slot) + 2]; }

        /// <summary>A range's unit: <see cref="NoUnit"/>, <see cref="Percent"/> or <see cref="Degrees"/>.</summary>
        public int SlotUnit(int slot) { return Section[SlotAt(slot) + 3]; }

        /// <summary>A list: its first sentence logit, "absent". Others: their B tag, followed by I.</summary>
        public int SlotFirst(int slot) { return Word(SlotAt(slot) + 4); }

        /// <summary>Number of a list's values.</summary>
        public int ValueCount(int slot) { return Word(SlotAt(slot) + 6); }

        /// <summary>Name of a list's value, a string.</summary>
        public int ValueName(int slot, int value) { return Word(_values + 2 * (Word(SlotAt(slot) + 8) + value)); }

        /// <summary>Number of a range's own words.</summary>
        public int WordCount(int slot) { return Word(SlotAt(slot) + 10); }

        /// <summary>One of a range's own words, a string of normalised text.</summary>
        public int WordText(int slot, int word) { return Word(WordAt(slot, word)); }

        /// <summary>The value of one of a range's own words.</summary>
        public int WordValue(int slot, int word) { return Int(WordAt(slot, word) + 4); }

        /// <summary>Smallest value of a range or duration.</summary>
        public int From(int slot) { return Int(SlotAt(slot) + 12); }

        /// <summary>Largest value of a range or duration.</summary>
        public int To(int slot) { return Int(SlotAt(slot) + 16); }

        /// <summary>The intent that an action belongs to.</summary>
        public int ActionIntent(int action) { return Section[ActionAt(action)]; }

        /// <summary>The pin that an action sets.</summary>
        public int ActionPin(int action) { return Section[ActionAt(action) + 1]; }

        /// <summary>Whether an action sets its pin high.</summary>
        public bool ActionHigh(int action) { return Section[ActionAt(action) + 2] == 1; }

        /// <summary>Number of conditions of an action.</summary>
        public int ConditionCount(int action) { return Section[ActionAt(action) + 3]; }

        /// <summary>The list slot of a condition.</summary>
        public int ConditionSlot(int action, int condition) { return Section[ActionAt(action) + 4 + 2 * condition]; }

        /// <summary>The value that the slot of a condition must have.</summary>
        public int ConditionValue(int action, int condition) { return Section[ActionAt(action) + 5 + 2 * condition]; }

        private void CheckSlot(int slot, int words)
        {
            int kind = SlotKind(slot);
            int count = ValueCount(slot);
            Demand(kind <= Open && SlotUnit(slot) <= Degrees, "slot " + slot + " has an unknown kind or unit");
            DemandString(SlotName(slot));
            if (kind == List)
            {
                Demand(SlotFirst(slot) == SentenceOutputs, "the logits of slot " + slot + " do not follow those before");
                SentenceOutputs += 1 + count;
                int first = Word(SlotAt(slot) + 8);
                Demand(count > 0 && Fits(_values, first + count, 2), "the values of slot " + slot + " lie outside of it");
                for (int value = 0; value < count; value++)
                {
                    DemandString(ValueName(slot, value));
                }
            }
            else
            {
                Demand(SlotFirst(slot) == TagOutputs, "the tags of slot " + slot + " do not follow those before");
                TagOutputs += 2;
                bool wordsFit = kind != Range || Word(SlotAt(slot) + 8) + WordCount(slot) <= words;
                Demand(wordsFit, "the words of slot " + slot + " lie outside of their table");
            }
        }

        private void CheckIntent(int intent)
        {
            DemandString(IntentName(intent));
            bool fits = Fits(Word(_intents + IntentBytes * intent + 2), UseCount(intent), 1);
            Demand(fits, "the signature of intent " + intent + " lies outside of it");
            for (int use = 0; use < UseCount(intent); use++)
            {
                Demand(UseSlot(intent, use) < SlotCount, "intent " + intent + " uses an unknown slot");
                for (int other = 0; other < use; other++)
                {
                    Demand(UseSlot(intent, use) != UseSlot(intent, other), "intent " + intent + " uses a slot twice");
                }
            }
        }

        private void CheckAction(int action)
        {
            Demand(
                ActionIntent(action) < IntentCount && Section[ActionAt(action) + 2] <= 1 && ConditionCount(action) <= MostPairs,
                "action " + action + " names an unknown intent or level, or has too many conditions");
            for (int i = 0; i < ConditionCount(action); i++)
            {
                int slot = ConditionSlot(action, i);
                Demand(
                    slot < SlotCount && SlotKind(slot) == List && ConditionValue(action, i) < ValueCount(slot),
                    "action " + action + " asks for an unknown slot or value");
            }
        }

        private int SlotAt(int slot) { return _slots + SlotBytes * slot; }

        private int ActionAt(int action) { return _actions + ActionBytes * action; }

        private int WordAt(int slot, int word) { return _words + WordBytes * (Word(SlotAt(slot) + 8) + word); }

        private int Use(int intent, int use) { return Section[Word(_intents + IntentBytes * intent + 2) + use]; }

        private int Word(int offset) { return Section[offset] | (Section[offset + 1] << 8); }

        private int Int(int offset) { return Word(offset) | (Word(offset + 2) << 16); }

        private bool Fits(int offset, int count, int size) { return offset + count * size <= Section.Length; }

        private void DemandString(int offset)
        {
            Demand(offset < Section.Length && offset + 1 + Section[offset] <= Section.Length, "a string lies outside of it");
        }

        private static void Demand(bool holds, string problem)
        {
            if (!holds)
            {
                throw new ImageFormatException("GRAM", problem);
            }
        }
    }
}
