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

        private readonly Grammar _grammar = new Grammar(Samples.Bytes(Samples.Grammar));
        private readonly short[] _logits = new short[11];

        [TestMethod]
        public void The_most_probable_intent_and_values_are_taken()
        {
            _logits[1 + Samples.LightOn] = Sure;
            _logits[_grammar.SlotFirst(Samples.Area) + 2] = Sure;
            Frame frame = Decode(60);
            Assert.AreEqual(Samples.LightOn, frame.Intent);
            Assert.IsTrue(frame.Has[Samples.Area]);
            Assert.AreEqual(1, frame.Value[Samples.Area]);
            Assert.IsTrue(frame.Confidence >= 99);
        }

        [TestMethod]
        public void A_confidence_is_the_product_of_its_parts()
        {
            _logits[1 + Samples.LightOn] = 355;                     // ln 4: 4 of 8
            _logits[_grammar.SlotFirst(Samples.Area) + 1] = 281;    // ln 3: 3 of 5
            Frame frame = Decode(0);
            Assert.AreEqual(0, frame.Value[Samples.Area]);
            Assert.IsTrue(frame.Confidence >= 29 && frame.Confidence <= 31, frame.Confidence.ToString());
        }

        [TestMethod]
        public void A_required_list_never_takes_absent()
        {
            _logits[1 + Samples.Tint] = Sure;
            _logits[_grammar.SlotFirst(Samples.Color)] = 100;
            _logits[_grammar.SlotFirst(Samples.Color) + 2] = 50;
            Frame frame = Decode(0);
            Assert.AreEqual(Samples.Tint, frame.Intent);
            Assert.AreEqual(1, frame.Value[Samples.Color]);
        }

        [TestMethod]
        public void Unsure_and_foreign_texts_are_told_apart()
        {
            _logits[0] = Sure;
            Assert.AreEqual((int)Refusal.OutOfScope, (int)Decode(60).Refusal);
            _logits[0] = 0;
            _logits[1 + Samples.LightOn] = 256;
            _logits[_grammar.SlotFirst(Samples.Area)] = Sure; // absent
            Frame unsure = Decode(60);
            Assert.AreEqual((int)Refusal.LowConfidence, (int)unsure.Refusal);
            Assert.AreEqual(-1, unsure.Intent);
            Assert.IsTrue(unsure.Confidence > 0 && unsure.Confidence < 60);
        }

        private Frame Decode(int threshold)
        {
            int model = Board.OpenModel();
            Frame frame = new Frame(_grammar.SlotCount);
            new FrameDecoder(model, _grammar, new Calibration(threshold), 4).Decode(_logits, new short[9], Words.Of("now"), frame);
            Native.ModelClose(model);
            return frame;
        }
    }
}
