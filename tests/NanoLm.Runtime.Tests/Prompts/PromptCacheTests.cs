using CsCheck;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Prompts;

namespace NanoLm.Runtime.Tests.Prompts;

public class PromptCacheTests
{
    // Budget, and prompts asked for one after another; the length of each follows from its number.
    private static readonly Gen<(int Budget, int[] Prompts)> Uses = Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 30].Array[0, 200]);

    [Fact]
    public void Keeps_the_most_recently_used_prompts_within_its_budget() => Uses.Sample((budget, prompts) =>
    {
        var cache = new PromptCache(budget);
        var model = new List<int>(); // newest first
        var empty = cache.UsedBytes;
        var frame = new Frame(Samples.SampleGrammar.SlotCount);
        foreach (var prompt in prompts)
        {
            var text = Text(prompt);
            var known = cache.Find(text, text.Length, frame);
            Assert.Equal(model.Remove(prompt), known);
            if (known)
            {
                Assert.Equal(prompt, frame.Value[Samples.Level]);
            }
            else
            {
                cache.Add(text, text.Length, FrameOf(prompt));
                if (empty + Cost(prompt) > budget)
                    continue; // does not even fit alone
                while (empty + model.Sum(Cost) + Cost(prompt) > budget)
                    model.RemoveAt(model.Count - 1);
            }

            model.Insert(0, prompt);
            Assert.Equal(model.Count, cache.Count);
            Assert.Equal(empty + model.Sum(Cost), cache.UsedBytes);
            Assert.True(cache.UsedBytes <= budget);
        }

        cache.Clear();
        Assert.Equal((0, empty), (cache.Count, cache.UsedBytes));
        foreach (var prompt in prompts)
            Assert.False(cache.Find(Text(prompt), Text(prompt).Length, frame));
    });

    [Fact]
    public void An_answer_comes_back_whole()
    {
        var cache = new PromptCache(1000);
        var answer = new Frame(Samples.SampleGrammar.SlotCount);
        answer.Begin(3);
        answer.Set(1, -7, 2, 3);
        answer.Set(4, 0, 5, 1);
        answer.Rate(20000, 61);
        cache.Add("ab"u8.ToArray(), 2, answer);
        var found = new Frame(Samples.SampleGrammar.SlotCount);
        found.Set(2, 1, 1, 1);
        Assert.True(cache.Find("abc"u8.ToArray(), 2, found));
        Assert.Equivalent(answer.Save(), found.Save(), strict: true);
        Assert.Equal([1, 4], Enumerable.Range(0, found.Has.Length).Where(slot => found.Has[slot]));
        answer.Refuse(Refusal.LowConfidence);
        cache.Add("b"u8.ToArray(), 1, answer);
        Assert.True(cache.Find("b"u8.ToArray(), 1, found));
        Assert.Equal((-1, Refusal.LowConfidence), (found.Intent, found.Refusal));
    }

    private static byte[] Text(int prompt) => Samples.Utf8(new string('x', 7 * (prompt % 9)) + prompt);

    private static Frame FrameOf(int prompt)
    {
        var frame = new Frame(Samples.SampleGrammar.SlotCount);
        frame.Begin(0);
        frame.Set(Samples.Level, prompt, 0, 1);
        return frame;
    }

    private static int Cost(int prompt)
    {
        var text = Text(prompt);
        var alone = new PromptCache(100_000);
        var empty = alone.UsedBytes;
        alone.Add(text, text.Length, FrameOf(prompt));
        Assert.True(alone.UsedBytes - empty > text.Length + 4 * FrameOf(prompt).Save().Length);
        Assert.Equal(0, alone.UsedBytes % 12); // the device's heap has blocks of 12 bytes
        return alone.UsedBytes - empty;
    }
}
