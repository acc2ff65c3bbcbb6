namespace NanoLm.Runtime.Text
{
    /// <summary>Decodes UTF-8 of any bytes, as the Unicode standard's table 3-7 has it.</summary>
    internal static class Utf8
    {
        /// <summary>What ill-formed bytes are read as.</summary>
        internal const int Replacement = 0xFFFD;

        /// <summary>Reads the character at <paramref name="at"/>; bytes from <paramref name="end"/> on are not looked at.</summary>
        /// <returns>The offset behind it.</returns>
        internal static int Read(byte[] bytes, int at, int end, out int code)
        {
            int first = bytes[at++];
            code = first;
            if (first < 0x80)
            {
                return at;
            }

            code = Replacement;
            if (first < 0xC2 || first > 0xF4)
            {
                return at;
            }

            int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
            int value = first & (0x3F >> more);
            for (int i = 0; i < more; i++)
            {
                if (at >= end || (bytes[at] & 0xC0) != 0x80)
                {
                    return at;
                }

                value = (value << 6) | (bytes[at++] & 0x3F);
            }

            bool overlong = (more == 2 && value < 0x800) || (more == 3 && value < 0x10000);
            bool surrogate = value >= 0xD800 && value < 0xE000;
            if (!overlong && !surrogate && value <= 0x10FFFF)
            {
                code = value;
            }

            return at;
        }
    }
}
