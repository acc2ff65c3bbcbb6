using nanoFramework.TestFramework;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;

namespace NFUnitTest
{
    [TestClass]
    public class CalibrationTests
    {
        private const int MapAt = 4;

        [TestMethod]
        public void Without_a_section_percent_are_as_they_are()
        {
            Calibration calibration = new Calibration(50);
            Assert.AreEqual(50, calibration.Threshold);
            Assert.AreEqual(0, calibration.Percent(0));
            Assert.AreEqual(50, calibration.Percent(16384));
            Assert.AreEqual(100, calibration.Percent(32767));
        }

        [TestMethod]
        public void A_section_maps_percent()
        {
            Calibration calibration = new Calibration(Section());
            Assert.AreEqual(60, calibration.Threshold);
            Assert.AreEqual(10, calibration.Percent(0));
            Assert.AreEqual(90, calibration.Percent(29491)); // 90 %
            Assert.AreEqual(95, calibration.Percent(32767));
        }

        [TestMethod]
        public void A_damaged_section_is_refused()
        {
            byte[] falling = Section();
            falling[MapAt + 50] = 48;
            Assert.IsTrue(IsRefused(falling));
            byte[] beyond = Section();
            beyond[MapAt + 100] = 101;
            Assert.IsTrue(IsRefused(beyond));
            Assert.IsTrue(IsRefused(new byte[MapAt + 100]));
            Assert.IsFalse(IsRefused(Section()));
        }

        // Threshold 60; percent between 10 and 95.
        private static byte[] Section()
        {
            byte[] section = new byte[MapAt + 101 + 3];
            section[0] = 60;
            for (int i = 0; i <= 100; i++)
            {
                section[MapAt + i] = (byte)(i < 10 ? 10 : i > 95 ? 95 : i);
            }

            return section;
        }

        private static bool IsRefused(byte[] section)
        {
            try
            {
                Calibration calibration = new Calibration(section);
                return calibration == null;
            }
            catch (ImageFormatException)
            {
                return true;
            }
        }
    }
}
