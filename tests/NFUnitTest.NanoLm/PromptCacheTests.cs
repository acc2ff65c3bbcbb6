using nanoFramework.TestFramework;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Prompts;

namespace NFUnitTest
{
    [TestClass]
    public class PromptCacheTests
    {
        private const int Slots = 6;

        [TestMethod]
        public void An_answer_comes_back_whole()
        {
            PromptCache cache = new PromptCache(1000);
            byte[] prompt = Words.Utf8("set it");
            cache.Add(prompt, prompt.Length, Level(40));
            Frame found = new Frame(Slots);
            Assert.IsTrue(cache.Find(prompt, prompt.Length, found));
            Assert.AreEqual(Samples.LightSet, found.Intent);
            Assert.AreEqual(40, found.Value[Samples.Level]);
            Assert.IsFalse(cache.Find(prompt, prompt.Length - 1, found));
        }

        [TestMethod]
        public void The_least_recently_used_prompt_goes_first()
        {
            PromptCache cache = new PromptCache(700);
            Frame found = new Frame(Slots);
            int added = 0;
            while (cache.Count == added)
            {
                Add(cache, added);
                Assert.IsTrue(Find(cache, 0, found), "prompt 0 is used all the time");
                added++;
            }

            Assert.IsTrue(added > 3);
            Assert.IsFalse(Find(cache, 1, found));
            Assert.IsTrue(Find(cache, 2, found));
            Assert.AreEqual(2, found.Value[Samples.Level]);
            Assert.IsTrue(cache.UsedBytes <= 700);
        }

        [TestMethod]
        public void Clearing_forgets_all()
        {
            PromptCache cache = new PromptCache(1000);
            int empty = cache.UsedBytes;
            Add(cache, 1);
            Add(cache, 2);
            Assert.AreEqual(2, cache.Count);
            cache.Clear();
            Assert.AreEqual(0, cache.Count);
            Assert.AreEqual(empty, cache.UsedBytes);
            Assert.IsFalse(Find(cache, 1, new Frame(Slots)));
        }

        [TestMethod]
        public void No_budget_is_no_cache()
        {
            PromptCache cache = new PromptCache(0);
            Add(cache, 1);
            Assert.AreEqual(0, cache.Count);
            Assert.IsFalse(Find(cache, 1, new Frame(Slots)));
        }

        private static void Add(PromptCache cache, int number)
        {
            byte[] prompt = Words.Utf8("prompt " + number.ToString());
            cache.Add(prompt, prompt.Length, Level(number));
        }

        private static bool Find(PromptCache cache, int number, Frame frame)
        {
            byte[] prompt = Words.Utf8("prompt " + number.ToString());
            return cache.Find(prompt, prompt.Length, frame);
        }

        private static Frame Level(int value)
        {
            Frame frame = new Frame(Slots);
            frame.Begin(Samples.LightSet);
            frame.Set(Samples.Level, value, 0, 1);
            return frame;
        }
    }
}
