using nanoFramework.TestFramework;
using NanoLm.Actions;
using NanoLm.Runtime.Inference;

namespace NFUnitTest
{
    [TestClass]
    public class ActionTableTests
    {
        private readonly Grammar _grammar = new Grammar(Samples.Bytes(Samples.Grammar));

        [TestMethod]
        public void Pins_are_set_whose_conditions_hold()
        {
            Frame frame = new Frame(_grammar.SlotCount);
            frame.Begin(Samples.LightOn);
            Assert.AreEqual("4+", Applied(frame));
            frame.Set(Samples.Area, 1, -1, 0);
            Assert.AreEqual("4+5-", Applied(frame));
            frame.Set(Samples.Area, 0, -1, 0);
            Assert.AreEqual("4+", Applied(frame));
            frame.Begin(Samples.Tint);
            frame.Set(Samples.Color, 0, -1, 0);
            Assert.AreEqual("6+", Applied(frame));
        }

        [TestMethod]
        public void A_refusal_sets_none()
        {
            Frame frame = new Frame(_grammar.SlotCount);
            frame.Refuse(Refusal.LowConfidence);
            Assert.AreEqual("", Applied(frame));
        }

        private string Applied(Frame frame)
        {
            RecordedPins pins = new RecordedPins();
            new ActionTable(_grammar).Apply(frame, pins);
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
