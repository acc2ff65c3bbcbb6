using nanoFramework.TestFramework;
using NanoLm.Console;

namespace NFUnitTest
{
    [TestClass]
    public class KeyFilterTests
    {
        [TestMethod]
        public void Characters_and_line_ends_pass()
        {
            Assert.AreEqual("ab\b \r\n", Typed("ab\b\t\r\n"));
        }

        [TestMethod]
        public void Keys_that_are_no_characters_do_not()
        {
            Assert.AreEqual("help", Typed("he\u001B[A\u001B[1;5Cl\u001BODp"));
            Assert.AreEqual("help", Typed("he\u001B\u001Bxlp\u0001"));
        }

        [TestMethod]
        public void A_line_can_be_given_up()
        {
            Assert.AreEqual("ab#c#d", Typed("ab\u0003c\u0015d"));
        }

        private static string Typed(string keys)
        {
            KeyFilter filter = new KeyFilter();
            string line = "";
            for (int i = 0; i < keys.Length; i++)
            {
                int key = filter.Take(keys[i]);
                if (key != KeyFilter.None)
                {
                    line += key == KeyFilter.GiveUp ? '#' : (char)key;
                }
            }

            return line;
        }
    }
}
