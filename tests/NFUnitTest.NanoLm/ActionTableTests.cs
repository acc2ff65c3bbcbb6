using nanoFramework.TestFramework;
using NanoLm.Actions;
using NanoLm.Runtime.Inference;

namespace NFUnitTest
{
    [TestClass]
    public class ActionTableTests
    {
        [TestMethod]
        public void Pins_are_set_whose_conditions_hold()
        {
            Grammar grammar = Samples.NewGrammar();
            Frame frame = new Frame(grammar.SlotCount);
            frame.Begin(Samples.LightOn);
            Assert.AreEqual("4+", Applied(grammar, frame));
            frame.Set(Samples.Area, 1, -1, 0);
            Assert.AreEqual("4+5-", Applied(grammar, frame));
            frame.Set(Samples.Area, 0, -1, 0);
            Assert.AreEqual("4+", Applied(grammar, frame));
            frame.Begin(Samples.Tint);
            frame.Set(Samples.Color, 0, -1, 0);
            Assert.AreEqual("6+", Applied(grammar, frame));
        }

        [TestMethod]
        public void A_refusal_sets_none()
        {
            Grammar grammar = Samples.NewGrammar();
            Frame frame = new Frame(grammar.SlotCount);
            frame.Refuse(Refusal.LowConfidence);
            Assert.AreEqual("", Applied(grammar, frame));
        }

        private static string Applied(Grammar grammar, Frame frame)
        {
            RecordedPins pins = new RecordedPins();
            new ActionTable(grammar).Apply(frame, pins);
            return pins.Changes;
        }

        private class RecordedPins : Pins
        {
            internal string Changes = "";

            public override void Set(int pin, bool high)
            {
                Changes += pin.ToString() + (high ? "+" : "-");
            }

            public override void ShowBusy(bool busy)
            {
            }
        }
    }
}
