using nanoFramework.TestFramework;
using NanoLm.Console;

namespace NFUnitTest
{
    [TestClass]
    public class ButtonTests
    {
        private const int Repeat = 18;
        private const int TakeBack = 26;

        [TestMethod]
        public void A_short_press_repeats_when_it_ends()
        {
            Button button = new Button();
            Assert.AreEqual(0, Hold(button, true, 100));
            Assert.AreEqual(Repeat, Hold(button, false, 20));
            Assert.AreEqual(0, Hold(button, false, 2000));
        }

        [TestMethod]
        public void A_long_press_takes_back_once_while_it_lasts()
        {
            Button button = new Button();
            Assert.AreEqual(0, Hold(button, true, 600));
            Assert.AreEqual(TakeBack, Hold(button, true, 400));
            Assert.AreEqual(0, Hold(button, true, 2000));
            Assert.AreEqual(0, Hold(button, false, 20));
        }

        [TestMethod]
        public void A_level_that_is_read_once_does_not_count()
        {
            Button button = new Button();
            Assert.AreEqual(0, Hold(button, true, 5));
            Assert.AreEqual(0, Hold(button, false, 20));
        }

        // The sum of the keys that it sends.
        private static int Hold(Button button, bool down, int milliseconds)
        {
            int keys = 0;
            for (int passed = 0; passed < milliseconds; passed += 5)
            {
                keys += button.Take(down, 5);
            }

            return keys;
        }
    }
}
