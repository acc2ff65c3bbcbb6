using nanoFramework.TestFramework;
using NanoLm.Runtime;
using NanoLm.Runtime.Text;
using NanoLm.Runtime.Tokenization;

namespace NFUnitTest
{
    [TestClass]
    public class TokenizerTests
    {
        [TestMethod]
        public void The_longest_piece_is_taken()
        {
            Assert.AreEqual(6, NewTokenizer().PieceCount);
            Assert.AreEqual("2 0 2|5 0 0|3 3 3|4 0 0|1 0 0|", Encode("ac abb"));
        }

        [TestMethod]
        public void The_rest_of_an_unknown_word_is_one_piece()
        {
            Assert.AreEqual("3 0 5|0 0 0|2 6 1|1 0 0|", Encode("abxbc a"));
            Assert.AreEqual("0 0 2|1 0 0|", Encode("\u0436"));
        }

        [TestMethod]
        public void Each_word_knows_its_first_token()
        {
            ushort[] wordTokens = new ushort[2];
            Assert.AreEqual(4, NewTokenizer().Encode(Words.Of("abb ab"), new ushort[15], wordTokens));
            Assert.AreEqual(0, (int)wordTokens[0]);
            Assert.AreEqual(2, (int)wordTokens[1]);
        }

        [TestMethod]
        public void Too_few_places_are_told()
        {
            Normalizer words = Words.Of("abb abb");
            Tokenizer tokenizer = NewTokenizer();
            Assert.AreEqual(5, tokenizer.Encode(words, new ushort[15], new ushort[2]));
            Assert.AreEqual(Tokenizer.TooLong, tokenizer.Encode(words, new ushort[14], new ushort[2]));
            Assert.AreEqual(Tokenizer.TooLong, tokenizer.Encode(words, new ushort[15], new ushort[1]));
        }

        [TestMethod]
        public void A_cut_section_is_refused()
        {
            byte[] section = Samples.Bytes(Samples.Pieces);
            Assert.IsTrue(IsRefused(Samples.Cut(section, 100)));
            Assert.IsTrue(IsRefused(Samples.Cut(section, section.Length - 1)));
            section[4] = 6; // the unknown piece is beyond all pieces
            Assert.IsTrue(IsRefused(section));
        }

        private static Tokenizer NewTokenizer()
        {
            return new Tokenizer(Samples.Bytes(Samples.Pieces));
        }

        private static string Encode(string text)
        {
            ushort[] tokens = new ushort[60];
            int count = NewTokenizer().Encode(Words.Of(text), tokens, new ushort[10]);
            string line = "";
            for (int i = 0; i < count; i++)
            {
                line += tokens[3 * i].ToString() + " " + tokens[3 * i + 1].ToString() + " " + tokens[3 * i + 2].ToString() + "|";
            }

            return line;
        }

        private static bool IsRefused(byte[] section)
        {
            try
            {
                return new Tokenizer(section).PieceCount < 0;
            }
            catch (ImageFormatException)
            {
                return true;
            }
        }
    }
}
