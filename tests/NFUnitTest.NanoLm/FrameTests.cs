using nanoFramework.TestFramework;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NFUnitTest
{
    [TestClass]
    public class FrameTests
    {
        private const int Slots = 6;

        [TestMethod]
        public void It_is_saved_and_restored()
        {
            Frame frame = LightSet();
            Frame restored = new Frame(Slots);
            restored.Set(Samples.Wait, 9, 9, 9);
            restored.Restore(frame.Save());
            Assert.AreEqual(frame.SavedLength(), frame.Save().Length);
            AssertSame(frame, restored);
            Frame copy = new Frame(Slots);
            copy.CopyFrom(frame);
            AssertSame(frame, copy);
        }

        [TestMethod]
        public void A_refusal_keeps_no_slot()
        {
            Frame frame = LightSet();
            frame.Refuse(Refusal.LowConfidence);
            Assert.AreEqual(-1, frame.Intent);
            Assert.AreEqual((int)Refusal.LowConfidence, (int)frame.Refusal);
            Assert.AreEqual(0, frame.Confidence);
            Assert.IsFalse(frame.Has[Samples.Level]);
        }

        [TestMethod]
        public void Answers_are_lines_of_json()
        {
            Assert.AreEqual(
                "{\"intent\":\"light_set\",\"slots\":{\"level\":-7,\"area\":\"bedroom\"},\"confidence\":61,\"source\":\"model\",\"us\":5210}",
                Line(LightSet(), "x", false, false));
            Frame note = new Frame(Slots);
            note.Begin(Samples.Remind);
            note.Set(Samples.Note, 0, 1, 2);
            Assert.AreEqual(
                "{\"intent\":\"remind\",\"slots\":{\"note\":\"Buy \\\"Milk\"},\"confidence\":0,\"source\":\"cache\",\"instructions\":5210}",
                Line(note, "note: Buy \"Milk!", true, true));
        }

        [TestMethod]
        public void Refusals_say_why()
        {
            Frame frame = new Frame(Slots);
            JsonWriter json = new JsonWriter(0);
            frame.Refuse(Refusal.TooLong);
            new FrameJson(Samples.NewGrammar(), false).WriteAnswer(json, frame, Words.Of(""), new byte[0]);
            Assert.AreEqual("{\"intent\":null,\"reason\":\"too_long\"}", Words.String(json.Buffer, json.Count));
        }

        private static Frame LightSet()
        {
            Frame frame = new Frame(Slots);
            frame.Begin(Samples.LightSet);
            frame.Set(Samples.Level, -7, 2, 3);
            frame.Set(Samples.Area, 1, -1, 0);
            frame.Rate(20000, 61);
            return frame;
        }

        private static string Line(Frame frame, string input, bool fromCache, bool instructions)
        {
            JsonWriter json = new JsonWriter(0);
            new FrameJson(Samples.NewGrammar(), instructions).WriteLine(json, frame, Words.Of(input), Words.Utf8(input), fromCache, 5210);
            return Words.String(json.Buffer, json.Count);
        }

        private static void AssertSame(Frame expected, Frame actual)
        {
            Assert.AreEqual(expected.Intent, actual.Intent);
            Assert.AreEqual((int)expected.Refusal, (int)actual.Refusal);
            Assert.AreEqual(expected.RawConfidence, actual.RawConfidence);
            Assert.AreEqual(expected.Confidence, actual.Confidence);
            for (int slot = 0; slot < Slots; slot++)
            {
                Assert.AreEqual(expected.Has[slot], actual.Has[slot]);
                if (expected.Has[slot])
                {
                    Assert.AreEqual(expected.Value[slot], actual.Value[slot]);
                    Assert.AreEqual(expected.FirstWord[slot], actual.FirstWord[slot]);
                    Assert.AreEqual(expected.WordCount[slot], actual.WordCount[slot]);
                }
            }
        }
    }
}
