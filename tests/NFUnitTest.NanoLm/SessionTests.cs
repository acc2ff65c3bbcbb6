using nanoFramework.TestFramework;
using NanoLm.Kernels;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    [TestClass]
    public class SessionTests
    {
        private const int MaxTextBytes = 512;

        [TestMethod]
        public void The_same_prompt_gives_the_same_logits_whatever_came_before()
        {
            int model = Board.OpenModel();
            ModelTables tables = new ModelTables(model);
            Session session = new Session(model, tables.MaxTokens, MaxTextBytes);
            short[] first = Logits(session, tables, "turn on the light");
            short[] other = Logits(session, tables, "what a nice day it is");
            short[] again = Logits(session, tables, "turn on the light");
            session.Close();
            Native.ModelClose(model);
            int different = 0;
            for (int i = 0; i < first.Length; i++)
            {
                Assert.AreEqual((int)first[i], (int)again[i]);
                different += first[i] != other[i] ? 1 : 0;
            }

            Assert.IsTrue(different > 0);
        }

        [TestMethod]
        public void A_prompt_of_too_many_tokens_is_refused()
        {
            int model = Board.OpenModel();
            int most = Native.ModelInfo(model, 4);
            Session session = new Session(model, most + 1, MaxTextBytes);
            ushort[] tokens = new ushort[3 * (most + 1)]; // piece 0 of no word
            Assert.IsFalse(session.Run(tokens, most + 1, new byte[0], 0));
            Assert.IsTrue(session.Run(tokens, most, new byte[0], 0));
            session.Close();
            Native.ModelClose(model);
        }

        private static short[] Logits(Session session, ModelTables tables, string text)
        {
            Normalizer words = Words.Of(text);
            ushort[] tokens = new ushort[3 * tables.MaxTokens];
            int count = tables.Tokenizer.Encode(words, tokens, new ushort[tables.MaxTokens]);
            Assert.IsTrue(session.Run(tokens, count, words.Text, words.TextBytes));
            short[] logits = new short[tables.Grammar.SentenceOutputs];
            session.ReadSentence(logits);
            return logits;
        }
    }
}
