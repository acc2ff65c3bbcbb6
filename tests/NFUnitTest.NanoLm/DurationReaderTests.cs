using nanoFramework.TestFramework;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    [TestClass]
    public class DurationReaderTests
    {
        private const int No = -1;

        [TestMethod]
        public void Amounts_and_units_are_added()
        {
            Assert.AreEqual(90, Read("90 seconds"));
            Assert.AreEqual(300, Read("5min"));
            Assert.AreEqual(7800, Read("two hours and ten minutes"));
            Assert.AreEqual(5415, Read("1h 30m 15s"));
            Assert.AreEqual(1209600, Read("two weeks"));
        }

        [TestMethod]
        public void Parts_and_rests_are_understood()
        {
            Assert.AreEqual(1800, Read("half an hour"));
            Assert.AreEqual(5400, Read("an hour and a half"));
            Assert.AreEqual(2700, Read("three quarters of an hour"));
            Assert.AreEqual(120, Read("a couple of minutes"));
            Assert.AreEqual(90, Read("one minute thirty"));
            Assert.AreEqual(60, Read("minute"));
        }

        [TestMethod]
        public void Typing_mistakes_are_forgiven()
        {
            Assert.AreEqual(45, Read("45 secnds"));
            Assert.AreEqual(8100, Read("two huors and fiften mintues"));
        }

        [TestMethod]
        public void Anything_else_is_no_duration()
        {
            Assert.AreEqual(No, Read(""));
            Assert.AreEqual(No, Read("90"));
            Assert.AreEqual(No, Read("a few minutes"));
            Assert.AreEqual(No, Read("minus five minutes"));
            Assert.AreEqual(No, Read("an hour and"));
            Assert.AreEqual(No, Read("4000 weeks")); // beyond an int
        }

        private static int Read(string text)
        {
            Normalizer words = Words.Of(text);
            DurationReader reader = new DurationReader();
            return reader.Read(words.Text, 0, words.TextBytes) ? reader.Seconds : No;
        }
    }
}
