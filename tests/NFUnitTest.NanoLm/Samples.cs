namespace NFUnitTest
{
    /// <summary>
    /// Sections of a model image (docs/image-format.md) in hexadecimal, as the packer writes them: the tests of NanoLm.Runtime.Tests on the desk
    /// hold the schema and the pieces, and fail when these are no longer the same.
    /// </summary>
    internal static class Samples
    {
        /// <summary>Slots of <see cref="Grammar"/>.</summary>
        internal const int Area = 0, Level = 1, Wait = 2, Note = 3, Color = 4, Warmth = 5;

        /// <summary>Intents of <see cref="Grammar"/>.</summary>
        internal const int LightOn = 0, LightSet = 1, Remind = 2, Tint = 3;

        /// <summary>A GRAM section with slots of all kinds.</summary>
        internal const string Grammar = "040006000300010014003400c400e800f000f800ff00080101000000090113010200000015011c01020000001e012301010000002401000005000200"
            + "0000000000000000000000000000000039010101010000000000010000000000640000000000000044010200030000000000000001000000100e0000"
            + "000000004901030005000000000000000000000000000000000000004e01000008000200020000000000000000000000000000005e01010207000000"
            + "010000000500000023000000000000000004010000000000000000000005000100010000000000000306010104000000000000003f01000032000000"
            + "29013101540158010673616d706c65086c696768745f6f6e00096c696768745f73657481000672656d696e6483020474696e74840461726561076b69"
            + "746368656e07626564726f6f6d056c6576656c0468616c660477616974046e6f746505636f6c6f720372656405677265656e067761726d7468";

        /// <summary>A TOKN section: pieces 0 unknown, 1 end, 2 " a", 3 " ab", 4 "b", 5 "c".</summary>
        internal const string Pieces = "060006000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000"
            + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002030400000000"
            + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000000000000000200000000000000ffff00000100000000000200ffffffff"
            + "0200040005000300";

        /// <summary>The grammar of <see cref="Grammar"/>. Made by each test: on the device tests run without an instance of their class.</summary>
        internal static NanoLm.Runtime.Inference.Grammar NewGrammar()
        {
            return new NanoLm.Runtime.Inference.Grammar(Bytes(Grammar));
        }

        /// <summary>The bytes of a section.</summary>
        internal static byte[] Bytes(string hexadecimal)
        {
            byte[] bytes = new byte[hexadecimal.Length / 2];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)((Digit(hexadecimal[2 * i]) << 4) | Digit(hexadecimal[2 * i + 1]));
            }

            return bytes;
        }

        /// <summary>The first bytes of a section.</summary>
        internal static byte[] Cut(byte[] section, int count)
        {
            byte[] cut = new byte[count];
            System.Array.Copy(section, cut, count);
            return cut;
        }

        private static int Digit(char digit)
        {
            return digit <= '9' ? digit - '0' : digit - 'a' + 10;
        }
    }
}
