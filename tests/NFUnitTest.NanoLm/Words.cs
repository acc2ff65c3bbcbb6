using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    /// <summary>Shorthands around text.</summary>
    internal static class Words
    {
        /// <summary>A text's words, in buffers with room to spare.</summary>
        internal static Normalizer Of(string text)
        {
            byte[] bytes = Utf8(text);
            Normalizer normalizer = new Normalizer(4 * bytes.Length + 16, 2 * bytes.Length + 16);
            normalizer.Normalize(bytes, bytes.Length);
            return normalizer;
        }

        /// <summary>A text normalised.</summary>
        internal static string Normalized(string text)
        {
            Normalizer normalizer = Of(text);
            return String(normalizer.Text, normalizer.TextBytes);
        }

        /// <summary>The UTF-8 bytes of characters below U+0800.</summary>
        internal static byte[] Utf8(string text)
        {
            int count = 0;
            for (int i = 0; i < text.Length; i++)
            {
                count += text[i] < 0x80 ? 1 : 2;
            }

            byte[] bytes = new byte[count];
            int at = 0;
            for (int i = 0; i < text.Length; i++)
            {
                char letter = text[i];
                if (letter >= 0x80)
                {
                    bytes[at++] = (byte)(0xC0 | (letter >> 6));
                    letter = (char)(0x80 | (letter & 0x3F));
                }

                bytes[at++] = (byte)letter;
            }

            return bytes;
        }

        /// <summary>The first bytes of a buffer as characters below U+0800.</summary>
        internal static string String(byte[] bytes, int count)
        {
            char[] letters = new char[count];
            int length = 0;
            for (int i = 0; i < count; i++)
            {
                letters[length++] = bytes[i] < 0x80 ? (char)bytes[i] : (char)(((bytes[i] & 0x1F) << 6) | (bytes[++i] & 0x3F));
            }

            return new string(letters, 0, length);
        }
    }
}
