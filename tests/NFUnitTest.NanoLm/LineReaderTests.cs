using nanoFramework.TestFramework;
using NanoLm.Console;

namespace NFUnitTest
{
    [TestClass]
    public class LineReaderTests
    {
        [TestMethod]
        public void Lines_end_with_cr_lf_or_both()
        {
            Assert.AreEqual("one|two|three||", Feed(new LineReader(8), "one\rtwo\r\nthree\n\nrest"));
        }

        [TestMethod]
        public void Backspace_removes_a_character()
        {
            Assert.AreEqual("ac|", Feed(new LineReader(8), "ab\bc\n"));
            Assert.AreEqual("a|", Feed(new LineReader(8), "a\u00E9\b\n"));
            Assert.AreEqual("|", Feed(new LineReader(8), "a\b\b\bb\u007F\n"));
        }

        [TestMethod]
        public void A_line_that_is_too_long_is_said_once_and_its_rest_is_gone()
        {
            Assert.AreEqual("?ok|", Feed(new LineReader(4), "0123456789\b\b\nok\n"));
        }

        [TestMethod]
        public void A_last_line_needs_no_end()
        {
            LineReader reader = new LineReader(8);
            Assert.AreEqual("", Feed(reader, "abc"));
            Assert.IsTrue(reader.Finish());
            reader.Clear();
            Assert.IsFalse(reader.Finish());
            Assert.AreEqual("d|", Feed(reader, "d\n"));
        }

        // Each line and '|'; '?' for one that is too long.
        private static string Feed(LineReader reader, string typed)
        {
            byte[] bytes = Words.Utf8(typed);
            string lines = "";
            for (int i = 0; i < bytes.Length; i++)
            {
                LineEvent done = reader.Take(bytes[i]);
                if (done == LineEvent.Line)
                {
                    lines += Words.String(reader.Buffer, reader.Count) + "|";
                }
                else if (done == LineEvent.TooLong)
                {
                    lines += "?";
                }
            }

            return lines;
        }
    }
}
