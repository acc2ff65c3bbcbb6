namespace NanoLm.Runtime.Inference
{
    /// <summary>
    /// Maps a raw confidence to percent that mean what they say, and says what is refused (CALI section, docs/image-format.md).
    /// </summary>
    public class Calibration
    {
        private const int MapAt = 4;
        private const int LimitAt = 2;
        private const int NoLimit = 32768; // more than any probability

        private readonly byte[] _percent = new byte[101];

        /// <summary>An image without CALI: the raw percent as they are, and a threshold.</summary>
        public Calibration(int threshold)
        {
            Threshold = threshold;
            OutOfScopeLimit = NoLimit;
            for (int i = 0; i < _percent.Length; i++)
            {
                _percent[i] = (byte)i;
            }
        }

        /// <summary>Copies the map out of the section.</summary>
        /// <exception cref="ImageFormatException">The section is damaged.</exception>
        public Calibration(byte[] caliSection)
        {
            if (caliSection.Length < MapAt + _percent.Length)
            {
                throw new ImageFormatException("CALI", "shorter than its map");
            }

            Threshold = caliSection[0];
            int limit = caliSection[LimitAt] | (caliSection[LimitAt + 1] << 8);
            OutOfScopeLimit = limit == 0 ? NoLimit : limit;
            int last = 0;
            for (int i = 0; i < _percent.Length; i++)
            {
                int percent = caliSection[MapAt + i];
                if (percent > 100 || percent < last)
                {
                    throw new ImageFormatException("CALI", "the map falls or exceeds 100 at " + i);
                }

                _percent[i] = (byte)percent;
                last = percent;
            }
        }

        /// <summary>Percent below which a command is refused.</summary>
        public int Threshold { get; }

        /// <summary>Probability of being out of scope, Q15, from which on a text is refused; more than any where the image sets none.</summary>
        public int OutOfScopeLimit { get; }

        /// <summary>Calibrated percent of a raw confidence in Q15 (0..32767).</summary>
        public int Percent(int raw)
        {
            return _percent[(raw * 100 + 16384) >> 15];
        }
    }
}
