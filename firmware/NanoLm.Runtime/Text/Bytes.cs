namespace NanoLm.Runtime.Text
{
    /// <summary>Byte ranges as words: hashed and compared without making strings of them.</summary>
    internal static class Bytes
    {
        /// <summary>A hash of <paramref name="count"/> bytes; never negative.</summary>
        internal static int Hash(byte[] bytes, int offset, int count)
        {
            int hash = count;
            for (int i = 0; i < count; i++)
            {
                hash = hash * 31 + bytes[offset + i];
            }

            return hash & 0x7FFFFFFF;
        }

        /// <summary>Whether two ranges of <paramref name="count"/> bytes are the same.</summary>
        internal static bool AreEqual(byte[] a, int aOffset, byte[] b, int bOffset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (a[aOffset + i] != b[bOffset + i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The bytes of an ASCII string.</summary>
        internal static byte[] OfAscii(string text)
        {
            byte[] bytes = new byte[text.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)text[i];
            }

            return bytes;
        }
    }
}
