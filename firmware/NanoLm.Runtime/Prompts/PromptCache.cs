using System;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Prompts
{
    /// <summary>
    /// Answers to prompts that were seen before, by their exact normalised text. Bounded in bytes; the least recently used goes first.
    /// Looking up allocates nothing.
    /// </summary>
    public class PromptCache
    {
        private const int BytesPerChain = 12;
        private const int BudgetPerChain = 256;

        private readonly int _budget;
        private readonly CacheEntry[] _chains;
        private CacheEntry _newest;
        private CacheEntry _oldest;

        /// <param name="budget">Bytes for everything, overhead included; too few for any entry switch the cache off.</param>
        public PromptCache(int budget)
        {
            _budget = budget;
            int chains = 1;
            while (2 * chains * BudgetPerChain <= budget)
            {
                chains *= 2;
            }

            _chains = new CacheEntry[chains]; // a power of two, so that a mask finds a hash's chain
            Clear();
        }

        /// <summary>Bytes in use, overhead included.</summary>
        public int UsedBytes { get; private set; }

        /// <summary>Prompts known.</summary>
        public int Count { get; private set; }

        /// <summary>Forgets all prompts.</summary>
        public void Clear()
        {
            Array.Clear(_chains, 0, _chains.Length);
            _newest = null;
            _oldest = null;
            Count = 0;
            UsedBytes = BytesPerChain * _chains.Length;
        }

        /// <summary>Looks a prompt up and makes it the newest.</summary>
        /// <returns>Whether it is known; then <paramref name="frame"/> is its answer.</returns>
        public bool Find(byte[] text, int count, Frame frame)
        {
            CacheEntry entry = Lookup(text, count, Bytes.Hash(text, 0, count));
            if (entry == null)
            {
                return false;
            }

            Unlink(entry);
            LinkAsNewest(entry);
            frame.Restore(entry.Answer);
            return true;
        }

        /// <summary>Remembers a prompt that is not known yet, in place of the oldest ones if there is no room.</summary>
        public void Add(byte[] text, int count, Frame frame)
        {
            int cost = CacheEntry.Cost(count, frame.SavedLength());
            if (BytesPerChain * _chains.Length + cost > _budget)
            {
                return;
            }

            while (UsedBytes + cost > _budget)
            {
                RemoveOldest();
            }

            CacheEntry entry = new CacheEntry();
            entry.Prompt = new byte[count];
            Array.Copy(text, entry.Prompt, count);
            entry.Answer = frame.Save();
            entry.Hash = Bytes.Hash(text, 0, count);
            int chain = entry.Hash & (_chains.Length - 1);
            entry.Chain = _chains[chain];
            _chains[chain] = entry;
            LinkAsNewest(entry);
            UsedBytes += cost;
            Count++;
        }

        private CacheEntry Lookup(byte[] text, int count, int hash)
        {
            CacheEntry entry = _chains[hash & (_chains.Length - 1)];
            while (entry != null
                && (entry.Hash != hash || entry.Prompt.Length != count || !Bytes.AreEqual(entry.Prompt, 0, text, 0, count)))
            {
                entry = entry.Chain;
            }

            return entry;
        }

        private void RemoveOldest()
        {
            CacheEntry oldest = _oldest;
            int chain = oldest.Hash & (_chains.Length - 1);
            if (_chains[chain] == oldest)
            {
                _chains[chain] = oldest.Chain;
            }
            else
            {
                CacheEntry before = _chains[chain];
                while (before.Chain != oldest)
                {
                    before = before.Chain;
                }

                before.Chain = oldest.Chain;
            }

            Unlink(oldest);
            UsedBytes -= CacheEntry.Cost(oldest.Prompt.Length, oldest.Answer.Length);
            Count--;
        }

        private void LinkAsNewest(CacheEntry entry)
        {
            entry.Newer = null;
            entry.Older = _newest;
            if (_newest == null)
            {
                _oldest = entry;
            }
            else
            {
                _newest.Newer = entry;
            }

            _newest = entry;
        }

        private void Unlink(CacheEntry entry)
        {
            if (entry.Newer == null)
            {
                _newest = entry.Older;
            }
            else
            {
                entry.Newer.Older = entry.Older;
            }

            if (entry.Older == null)
            {
                _oldest = entry.Newer;
            }
            else
            {
                entry.Older.Newer = entry.Newer;
            }
        }
    }
}
