using nanoFramework.TestFramework;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;

namespace NFUnitTest
{
    [TestClass]
    public class GrammarTests
    {
        [TestMethod]
        public void Intents_and_slots_are_as_packed()
        {
            Grammar grammar = new Grammar(Samples.Bytes(Samples.Grammar));
            Assert.AreEqual(4, grammar.IntentCount);
            Assert.AreEqual(6, grammar.SlotCount);
            Assert.AreEqual(11, grammar.SentenceOutputs); // 1 + 4 intents, two lists of 1 + 2
            Assert.AreEqual(9, grammar.TagOutputs);       // 1 + 2 for each of four spans
            Assert.AreEqual("sample", Text(grammar, grammar.Name));
            Assert.AreEqual("remind", Text(grammar, grammar.IntentName(Samples.Remind)));
            Assert.AreEqual(2, grammar.UseCount(Samples.Remind));
            Assert.AreEqual(Samples.Note, grammar.UseSlot(Samples.Remind, 0));
            Assert.IsTrue(grammar.UseRequired(Samples.Remind, 0));
            Assert.IsFalse(grammar.UseRequired(Samples.Remind, 1));
            Assert.AreEqual(Grammar.Duration, grammar.SlotKind(Samples.Wait));
            Assert.AreEqual(3600, grammar.To(Samples.Wait));
            Assert.AreEqual("green", Text(grammar, grammar.ValueName(Samples.Color, 1)));
            Assert.AreEqual("half", Text(grammar, grammar.WordText(Samples.Level, 0)));
            Assert.AreEqual(50, grammar.WordValue(Samples.Level, 0));
        }

        [TestMethod]
        public void Actions_are_as_packed()
        {
            Grammar grammar = new Grammar(Samples.Bytes(Samples.Grammar));
            Assert.AreEqual(3, grammar.ActionCount);
            Assert.AreEqual(Samples.Tint, grammar.ActionIntent(2));
            Assert.AreEqual(6, grammar.ActionPin(2));
            Assert.IsTrue(grammar.ActionHigh(2));
            Assert.AreEqual(1, grammar.ConditionCount(2));
            Assert.AreEqual(Samples.Color, grammar.ConditionSlot(2, 0));
            Assert.AreEqual(0, grammar.ConditionValue(2, 0));
        }

        [TestMethod]
        public void A_damaged_section_is_refused()
        {
            byte[] section = Samples.Bytes(Samples.Grammar);
            for (int bytes = 0; bytes < section.Length; bytes += 7)
            {
                Assert.IsTrue(IsRefused(Samples.Cut(section, bytes)), bytes.ToString());
            }

            Assert.IsFalse(IsRefused(section));
            section[section.Length - 7] = 200; // the length of the last string
            Assert.IsTrue(IsRefused(section));
        }

        private static string Text(Grammar grammar, int text)
        {
            byte[] bytes = new byte[grammar.StringBytes(text)];
            System.Array.Copy(grammar.Section, text + 1, bytes, 0, bytes.Length);
            return Words.String(bytes, bytes.Length);
        }

        private static bool IsRefused(byte[] section)
        {
            try
            {
                return new Grammar(section).IntentCount < 0;
            }
            catch (ImageFormatException)
            {
                return true;
            }
        }
    }
}
