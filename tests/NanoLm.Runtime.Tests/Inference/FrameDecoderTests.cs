using CsCheck;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;
using static NanoLm.Runtime.Tests.Samples;
using Intent = ModelPacker.Core.Schemas.Intent;

namespace NanoLm.Runtime.Tests.Inference;

public class FrameDecoderTests
{
    private const short High = 2560; // 10 nats

    private static readonly Gen<string> Texts = Gen.OneOf(
        [.. "forty 40 percent half five minutes an hour and 22 degrees buy milk -7".Split(' ').Select(Gen.Const)])
        .Array[1, 8].Select(words => string.Join(' ', words));

    private static readonly Gen<short> Logits = Gen.OneOf(Gen.Short[-300, 300], Gen.Short[-2000, 2000], Gen.Short);

    [Fact]
    public void Any_logits_give_a_valid_frame_or_a_refusal() => Gen.Select(
        Texts, Logits.Array[SampleGrammar.SentenceOutputs], Logits.Array[8 * SampleGrammar.TagOutputs], Gen.Int[0, 100])
        .Sample((text, sentence, tags, threshold) =>
    {
        var words = Words.Of(text);
        var frame = new Frame(SampleGrammar.SlotCount);
        new FrameDecoder(UseTags(SampleGrammar), SampleGrammar, new Calibration(threshold), 8).Decode(sentence, tags, words, frame);
        Assert.InRange(frame.Confidence, 0, 100);
        Assert.InRange(frame.RawConfidence, 0, 32767);
        if (frame.Intent < 0)
        {
            Assert.Contains(frame.Refusal, new[] { Refusal.OutOfScope, Refusal.LowConfidence });
            Assert.DoesNotContain(true, frame.Has);
            return;
        }

        Assert.Equal(Refusal.None, frame.Refusal);
        Assert.True(frame.Confidence >= threshold);
        var uses = SampleSchema.Intents[frame.Intent].Slots;
        Assert.All(uses.Where(u => u.Required), u => Assert.True(frame.Has[u.Slot]));
        var taken = new HashSet<int>();
        for (var s = 0; s < SampleGrammar.SlotCount; s++)
        {
            if (!frame.Has[s])
                continue;
            Assert.True(SampleSchema.Intents[frame.Intent].Has(s));
            var slot = SampleSchema.Slots[s];
            if (slot.Kind == SlotKind.List)
            {
                Assert.InRange(frame.Value[s], 0, slot.Values.Count - 1);
                continue;
            }

            Assert.InRange(frame.WordCount[s], 1, words.WordCount - frame.FirstWord[s]);
            Assert.All(Enumerable.Range(frame.FirstWord[s], frame.WordCount[s]), w => Assert.True(taken.Add(w)));
            if (slot.Kind is SlotKind.Range or SlotKind.Duration)
                Assert.InRange(frame.Value[s], slot.From, slot.To);
        }
    }, iter: 3000);

    [Fact]
    public void Spans_are_those_of_the_best_sequence_of_tags() => Gen.Select(
        Gen.Int[1, 5], Gen.Int[-200, 200].Array[25], Gen.SByte[-6, 6].Array[25]).Sample((count, scores, transitions) =>
    {
        // Two open slots and a sure intent, so that nothing but the tags decides; scores so near that no confidence becomes 0.
        var schema = new Schema("two", [Slot.Open("a"), Slot.Open("b")], [new Intent("i", [new(0, false), new(1, false)])], []);
        var grammar = new Grammar(GrammarSection.Write(schema));
        var words = Words.Of(string.Join(' ', Enumerable.Repeat("x", count)));
        short[] tags = [.. scores.Select(s => (short)s)];
        var frame = new Frame(2);
        new FrameDecoder(UseTags(grammar, transitions), grammar, new Calibration(0), 5).Decode([short.MinValue, short.MaxValue], tags, words, frame);

        var all = Sequences(count).Select(s => (Tags: s, Score: s.Select((tag, w) => scores[5 * w + tag] + (w > 0 ? 16 * transitions[5 * s[w - 1] + tag] : 0)).Sum()))
            .OrderByDescending(s => s.Score).ToArray();
        if (all.Length > 1 && all[0].Score == all[1].Score)
            return;
        var best = all[0].Tags;
        for (var slot = 0; slot < 2; slot++)
        {
            var spans = Spans(best, 2 * slot + 1).Select(s => (s.First, s.Count, Lowest: Enumerable.Range(s.First, s.Count).Min(Margin))).ToList();
            Assert.Equal(spans.Count > 0, frame.Has[slot]);
            if (spans.Count == 0)
                continue;
            var chosen = spans.Single(s => (s.First, s.Count) == (frame.FirstWord[slot], frame.WordCount[slot]));
            Assert.Equal(spans.Max(s => s.Lowest), chosen.Lowest);
        }

        int Margin(int word) => all[0].Score - all.First(s => s.Tags[word] != best[word]).Score;
    }, iter: 2000);

    [Fact]
    public void A_frame_s_confidence_is_the_product_of_its_parts()
    {
        var sentence = new short[SampleGrammar.SentenceOutputs];
        sentence[1 + LightSet] = (short)(256 * Math.Log(8)); // 8 of 15
        sentence[SampleGrammar.SlotFirst(Area) + 3] = (short)(256 * Math.Log(3)); // 3 of 6
        var tags = new short[2 * SampleGrammar.TagOutputs];
        tags[SampleGrammar.SlotFirst(Level)] = High;
        tags[SampleGrammar.TagOutputs] = (short)(256 * Math.Log(2)); // O: 2 of 3 against the best other tag
        var frame = Decode("40 now", sentence, tags);
        Assert.Equal((LightSet, 40, 2), (frame.Intent, frame.Value[Level], frame.Value[Area]));
        Assert.Equal(8 / 15.0 * 3 / 6 * 2 / 3, frame.RawConfidence / 32768.0, 0.003);
        Assert.Equal(18, frame.Confidence);
    }

    [Fact]
    public void An_intent_without_its_required_slot_gives_way_to_the_next()
    {
        var sentence = new short[SampleGrammar.SentenceOutputs];
        sentence[1 + LightSet] = High;
        sentence[1 + LightOn] = High - 256;
        Assert.Equal(LightOn, Decode("lights to many percent", sentence, Tagged(4, Level, 2, 2)).Intent);
        Assert.Equal(LightSet, Decode("lights to forty percent", sentence, Tagged(4, Level, 2, 2)).Intent);
        Assert.Equal(LightOn, Decode("lights to 101 percent", sentence, Tagged(4, Level, 2, 2)).Intent); // out of range
    }

    [Fact]
    public void A_required_list_never_takes_absent()
    {
        var sentence = new short[SampleGrammar.SentenceOutputs];
        sentence[1 + Tint] = High;
        sentence[SampleGrammar.SlotFirst(Color)] = 100;
        sentence[SampleGrammar.SlotFirst(Color) + 2] = 50;
        var frame = Decode("paint it", sentence, new short[2 * SampleGrammar.TagOutputs]);
        Assert.Equal((Tint, true, 1), (frame.Intent, frame.Has[Color], frame.Value[Color]));
    }

    [Fact]
    public void An_unreadable_optional_span_counts_as_absent_and_costs_confidence()
    {
        var sentence = new short[SampleGrammar.SentenceOutputs];
        sentence[1 + NoteAdd] = High;
        var tags = Tagged(4, Note, 0, 2);
        Mark(tags, Wait, 2, 2);
        tags[2 * SampleGrammar.TagOutputs] = tags[3 * SampleGrammar.TagOutputs] = High - 512; // O is 2 nats less probable, for both words 4
        var read = Decode("buy milk ten minutes", sentence, tags);
        var unread = Decode("buy milk some time", sentence, tags);
        Assert.Equal((true, 600), (read.Has[Wait], read.Value[Wait]));
        Assert.Equal((NoteAdd, false), (unread.Intent, unread.Has[Wait]));
        Assert.InRange(read.Confidence, 80, 90);
        Assert.InRange(unread.Confidence, 1, 3);
    }

    [Fact]
    public void Out_of_scope_and_low_confidence_are_told_apart()
    {
        var sentence = new short[SampleGrammar.SentenceOutputs];
        sentence[0] = 256;
        var tags = new short[2 * SampleGrammar.TagOutputs];
        Assert.Equal(Refusal.OutOfScope, Decode("status please", sentence, tags).Refusal);
        sentence[1 + Status] = 512;
        var low = Decode("status please", sentence, tags, threshold: 60);
        Assert.Equal((-1, Refusal.LowConfidence), (low.Intent, low.Refusal));
        Assert.InRange(low.Confidence, 30, 59);
        Assert.Equal(Status, Decode("status please", sentence, tags, threshold: 30).Intent);
    }

    [Fact]
    public void What_is_probably_enough_out_of_scope_is_refused_however_sure_the_best_frame_is()
    {
        var sentence = new short[SampleGrammar.SentenceOutputs];
        sentence[1 + Status] = 8 * 256;
        sentence[0] = 4 * 256; // its probability is e^-4, 1.8 %: 590 of 32768
        var tags = new short[2 * SampleGrammar.TagOutputs];
        Assert.Equal(Status, Decode("status please", sentence, tags, CalibrationSection.Identity with { OutOfScopeLimit = 800 }).Intent);
        var refused = Decode("status please", sentence, tags, CalibrationSection.Identity with { OutOfScopeLimit = 400 });
        Assert.Equal((-1, Refusal.OutOfScope), (refused.Intent, refused.Refusal));
        Assert.InRange(refused.Confidence, 90, 99);
    }

    private static Frame Decode(string text, short[] sentence, short[] tags, int threshold = 0) =>
        Decode(text, sentence, tags, CalibrationSection.Identity with { Threshold = threshold });

    private static Frame Decode(string text, short[] sentence, short[] tags, CalibrationSection calibration)
    {
        var frame = new Frame(SampleGrammar.SlotCount);
        new FrameDecoder(UseTags(SampleGrammar), SampleGrammar, new Calibration(calibration.Write()), 8).Decode(sentence, tags, Words.Of(text), frame);
        return frame;
    }

    // Tag logits that are sure of one span and of O everywhere else.
    private static short[] Tagged(int words, int slot, int first, int count)
    {
        var tags = new short[words * SampleGrammar.TagOutputs];
        for (var w = 0; w < words; w++)
            tags[w * SampleGrammar.TagOutputs] = High;
        Mark(tags, slot, first, count);
        return tags;
    }

    private static void Mark(short[] tags, int slot, int first, int count)
    {
        for (var w = first; w < first + count; w++)
        {
            tags[w * SampleGrammar.TagOutputs] = 0;
            tags[w * SampleGrammar.TagOutputs + SampleGrammar.SlotFirst(slot) + (w == first ? 0 : 1)] = High;
        }
    }

    private static IEnumerable<int[]> Sequences(int count) =>
        count == 0
            ? [[]]
            : Sequences(count - 1).SelectMany(s => Enumerable.Range(0, 5).Where(tag => Follows(s, tag)).Select(tag => (int[])[.. s, tag]));

    private static bool Follows(int[] before, int tag) =>
        tag is not (2 or 4) || (before.Length > 0 && (before[^1] == tag || before[^1] == tag - 1));

    private static IEnumerable<(int First, int Count)> Spans(int[] tags, int begin)
    {
        for (var w = 0; w < tags.Length; w++)
        {
            if (tags[w] == begin)
                yield return (w, 1 + tags.Skip(w + 1).TakeWhile(t => t == begin + 1).Count());
        }
    }
}
