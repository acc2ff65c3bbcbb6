using nanoFramework.TestFramework;
using NanoLm.Kernels;
using NanoLm.Runtime.Inference;

namespace NFUnitTest
{
    /// <summary>Decoding of sentence logits (1/256 nat) into intents and lists; spans are tested with the model, whose tags they need.</summary>
    [TestClass]
    public class FrameDecoderTests
    {
        private const short Sure = 2560; // 10 nats

        [TestMethod]
        public void The_most_probable_intent_and_values_are_taken()
        {
            Grammar grammar = Samples.NewGrammar();
            short[] logits = new short[grammar.SentenceOutputs];
            logits[1 + Samples.LightOn] = Sure;
            logits[grammar.SlotFirst(Samples.Area) + 2] = Sure;
            Frame frame = Decode(grammar, logits, 60);
            Assert.AreEqual(Samples.LightOn, frame.Intent);
            Assert.IsTrue(frame.Has[Samples.Area]);
            Assert.AreEqual(1, frame.Value[Samples.Area]);
            Assert.IsTrue(frame.Confidence >= 99);
        }

        [TestMethod]
        public void A_confidence_is_the_product_of_its_parts()
        {
            Grammar grammar = Samples.NewGrammar();
            short[] logits = new short[grammar.SentenceOutputs];
            logits[1 + Samples.LightOn] = 355;                     // ln 4: 4 of 8
            logits[grammar.SlotFirst(Samples.Area) + 1] = 281;    // ln 3: 3 of 5
            Frame frame = Decode(grammar, logits, 0);
            Assert.AreEqual(0, frame.Value[Samples.Area]);
            Assert.IsTrue(frame.Confidence >= 29 && frame.Confidence <= 31, frame.Confidence.ToString());
        }

        [TestMethod]
        public void A_required_list_never_takes_absent()
        {
            Grammar grammar = Samples.NewGrammar();
            short[] logits = new short[grammar.SentenceOutputs];
            logits[1 + Samples.Tint] = Sure;
            logits[grammar.SlotFirst(Samples.Color)] = 100;
            logits[grammar.SlotFirst(Samples.Color) + 2] = 50;
            Frame frame = Decode(grammar, logits, 0);
            Assert.AreEqual(Samples.Tint, frame.Intent);
            Assert.AreEqual(1, frame.Value[Samples.Color]);
        }

        [TestMethod]
        public void Unsure_and_foreign_texts_are_told_apart()
        {
            Grammar grammar = Samples.NewGrammar();
            short[] logits = new short[grammar.SentenceOutputs];
            logits[0] = Sure;
            Assert.AreEqual((int)Refusal.OutOfScope, (int)Decode(grammar, logits, 60).Refusal);
            logits[0] = 0;
            logits[1 + Samples.LightOn] = 256;
            logits[grammar.SlotFirst(Samples.Area)] = Sure; // absent
            Frame unsure = Decode(grammar, logits, 60);
            Assert.AreEqual((int)Refusal.LowConfidence, (int)unsure.Refusal);
            Assert.AreEqual(-1, unsure.Intent);
            Assert.IsTrue(unsure.Confidence > 0 && unsure.Confidence < 60);
        }

        private static Frame Decode(Grammar grammar, short[] logits, int threshold)
        {
            int model = Board.OpenModel();
            Frame frame = new Frame(grammar.SlotCount);
            new FrameDecoder(model, grammar, new Calibration(threshold), 4).Decode(logits, new short[9], Words.Of("now"), frame);
            Native.ModelClose(model);
            return frame;
        }
    }
}
