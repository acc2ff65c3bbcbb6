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

        /// <summary>
        /// What an entry costs on the managed heap: nanoCLR keeps a field, and the head of an object or array, in 12 bytes.
        /// </summary>
        internal static int Cost(int promptBytes, int answerInts)
        {
            return 12 * (1 + 6 + 2) + promptBytes + 4 * answerInts;
        }
    }
}
