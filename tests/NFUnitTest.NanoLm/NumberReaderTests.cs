using nanoFramework.TestFramework;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    [TestClass]
    public class NumberReaderTests
    {
        private const int No = int.MinValue;

        [TestMethod]
        public void Digits_and_words_are_numbers()
        {
            Assert.AreEqual(40, Read("40 %", Samples.Level));
            Assert.AreEqual(40, Read("forty percent", Samples.Level));
            Assert.AreEqual(110, Read("a hundred and ten", Samples.Level));
            Assert.AreEqual(-5, Read("minus five", Samples.Warmth));
            Assert.AreEqual(1000000, Read("1,000,000", Samples.Warmth));
            Assert.AreEqual(999999999, Read("999999999", Samples.Warmth));
        }

        [TestMethod]
        public void Halves_are_rounded_upward()
        {
            Assert.AreEqual(22, Read("twenty-one point five", Samples.Level));
            Assert.AreEqual(22, Read("21.5", Samples.Warmth));
            Assert.AreEqual(-21, Read("-21.5", Samples.Warmth));
            Assert.AreEqual(-22, Read("-21.501", Samples.Warmth));
            Assert.AreEqual(0, Read("zero point four nine", Samples.Level));
        }

        [TestMethod]
        public void A_slot_s_own_words_come_first()
        {
            Assert.AreEqual(50, Read("half", Samples.Level));
            Assert.AreEqual(No, Read("half", Samples.Warmth));
        }

        [TestMethod]
        public void Typing_mistakes_are_forgiven()
        {
            Assert.AreEqual(50, Read("fivty percent", Samples.Level));
            Assert.AreEqual(23, Read("twentty thre", Samples.Level));
        }

        [TestMethod]
        public void Units_must_suit_the_slot()
        {
            Assert.AreEqual(21, Read("21 degrees celsius", Samples.Warmth));
            Assert.AreEqual(21, Read("21\u00B0C", Samples.Warmth));
            Assert.AreEqual(No, Read("21 degrees", Samples.Level));
            Assert.AreEqual(No, Read("21 percent", Samples.Warmth));
            Assert.AreEqual(No, Read("many", Samples.Level));
            Assert.AreEqual(No, Read("forty lights", Samples.Level));
        }

        private static int Read(string text, int slot)
        {
            Normalizer words = Words.Of(text);
            NumberReader reader = new NumberReader(Samples.NewGrammar());
            return reader.Read(words.Text, 0, words.TextBytes, slot) ? reader.Value : No;
        }
    }
}
