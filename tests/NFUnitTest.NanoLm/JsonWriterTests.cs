using nanoFramework.TestFramework;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    [TestClass]
    public class JsonWriterTests
    {
        [TestMethod]
        public void Integers_of_all_sizes()
        {
            JsonWriter json = new JsonWriter(0);
            json.Number(0);
            json.Put(' ');
            json.Number(-40);
            json.Put(' ');
            json.Number(int.MaxValue);
            json.Put(' ');
            json.Number(int.MinValue);
            Assert.AreEqual("0 -40 2147483647 -2147483648", Words.String(json.Buffer, json.Count));
        }

        [TestMethod]
        public void Strings_are_escaped()
        {
            JsonWriter json = new JsonWriter(0);
            byte[] text = Words.Utf8("a \"b\" \\ \u0001\n caf\u00E9");
            json.String(text, 2, text.Length - 2);
            Assert.AreEqual("\"\\\"b\\\" \\\\ \\u0001\\u000a caf\u00E9\"", Words.String(json.Buffer, json.Count));
        }

        [TestMethod]
        public void Bytes_that_are_not_utf8_are_replaced()
        {
            JsonWriter json = new JsonWriter(0);
            json.String(new byte[] { (byte)'a', 0xFF, (byte)'b', 0xC3 }, 0, 4);
            byte[] expected = { (byte)'"', (byte)'a', 0xEF, 0xBF, 0xBD, (byte)'b', 0xEF, 0xBF, 0xBD, (byte)'"' };
            Assert.AreEqual(expected.Length, json.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.AreEqual((int)expected[i], (int)json.Buffer[i]);
            }
        }

        [TestMethod]
        public void It_grows_and_starts_again()
        {
            JsonWriter json = new JsonWriter(16);
            for (int i = 0; i < 100; i++)
            {
                json.Raw("0123456789");
            }

            Assert.AreEqual(1000, json.Count);
            Assert.AreEqual((int)'9', (int)json.Buffer[999]);
            json.Clear();
            json.Raw("x");
            Assert.AreEqual("x", Words.String(json.Buffer, json.Count));
        }
    }
}
