namespace NanoLm.Runtime.Prompts
{
    /// <summary>A known prompt, in a chain of its hash and in the list from newest to oldest.</summary>
    internal class CacheEntry
    {
        internal byte[] Prompt;
        internal int[] Answer;
        internal int Hash;
        internal CacheEntry Chain;
        internal CacheEntry Newer;
        internal CacheEntry Older;

        private const int BlockBytes = 12;

        /// <summary>
        /// What an entry costs on the managed heap. nanoCLR's heap is made of blocks of 12 bytes: one for a field, one for the head of an
        /// object or array, and as many as an array's elements begin.
        /// </summary>
        internal static int Cost(int promptBytes, int answerInts)
        {
            return BlockBytes * (1 + 6 + 2 + Blocks(promptBytes) + Blocks(4 * answerInts));
        }

        private static int Blocks(int bytes)
        {
            return (bytes + BlockBytes - 1) / BlockBytes;
        }
    }
}
