using nanoFramework.TestFramework;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    [TestClass]
    public class NormalizerTests
    {
        [TestMethod]
        public void Letters_are_folded()
        {
            Assert.AreEqual("turn on the lights", Words.Normalized("Turn on the LIGHTS!"));
            Assert.AreEqual("", Words.Normalized(" \t\r\n "));
            Assert.AreEqual("cafe orsted strasse aero lodz", Words.Normalized("Caf\u00E9 \u00D8RSTED stra\u00DFe \u00C6r\u00F8 \u0141\u00F3d\u017A"));
            Assert.AreEqual("\u043F\u0440", Words.Normalized("\u043F\u0440"));
            Assert.AreEqual("don't dogs r and d", Words.Normalized("don't dogs' R&D"));
        }

        [TestMethod]
        public void Numbers_are_words_of_their_own()
        {
            Assert.AreEqual("22 c 5 min 1 h30 co2", Words.Normalized("22c 5min 1h30 CO2"));
            Assert.AreEqual("21.5 0.5 3 1000000 1 00", Words.Normalized("21.5 .5 3. 1,000,000 1,00"));
            Assert.AreEqual("-5 5 10 twenty five", Words.Normalized("-5 5-10 twenty-five"));
            Assert.AreEqual("40 % 21 \u00B0 c 7 : 30", Words.Normalized("40% 21\u00B0C 7:30"));
            Assert.AreEqual("0.5 2.25 h", Words.Normalized("\u00BD 2\u00BCh"));
        }

        [TestMethod]
        public void Words_know_where_they_came_from()
        {
            Normalizer words = Words.Of("Dim, the caf\u00E9!");
            Assert.AreEqual(3, words.WordCount);
            Assert.AreEqual(8, (int)words.WordStart[2]);
            Assert.AreEqual(4, (int)words.WordBytes[2]);
            Assert.AreEqual(9, (int)words.SourceStart[2]);
            Assert.AreEqual(14, (int)words.SourceEnd[2]);
        }

        [TestMethod]
        public void Ill_formed_bytes_separate()
        {
            byte[] line = { (byte)'a', 0xFF, (byte)'b', 0xED, 0xA0, 0x80, (byte)'c', 0xE4, 0xB8 };
            Normalizer words = new Normalizer(16, 8);
            Assert.IsTrue(words.Normalize(line, line.Length));
            Assert.AreEqual("a b c", Words.String(words.Text, words.TextBytes));
        }

        [TestMethod]
        public void Too_long_text_is_refused_as_a_whole()
        {
            Normalizer words = new Normalizer(8, 2);
            Assert.IsTrue(words.Normalize(Words.Utf8("abcd efg"), 8));
            Assert.IsFalse(words.Normalize(Words.Utf8("abcd efgh"), 9));
            Assert.AreEqual(0, words.WordCount);
            Assert.AreEqual(0, words.TextBytes);
            Assert.IsFalse(words.Normalize(Words.Utf8("a b c"), 5));
            Assert.IsTrue(words.Normalize(Words.Utf8("ok"), 2));
        }
    }
}
