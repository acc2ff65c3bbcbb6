using System.Text;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;
using static NanoLm.Runtime.Tests.Samples;

namespace NanoLm.Runtime.Tests.Inference;

public class FrameJsonTests
{
    [Fact]
    public void A_frame_is_written_in_the_order_of_its_signature()
    {
        var frame = new Frame(SampleGrammar.SlotCount);
        frame.Begin(HeatSet);
        frame.Set(Area, 0, -1, 0);
        frame.Set(Temperature, -4, 1, 1);
        frame.Rate(32000, 97);
        Assert.Equal(
            """{"intent":"heat_set","slots":{"temperature":-4,"area":"kitchen"},"confidence":97,"source":"model","us":5210}""",
            Line(frame, "heat -4", fromCache: false, instructions: false));
    }

    [Fact]
    public void Open_slots_give_the_text_of_the_line()
    {
        var frame = new Frame(SampleGrammar.SlotCount);
        frame.Begin(NoteAdd);
        frame.Set(Note, 0, 1, 4);
        Assert.Equal(
            """{"intent":"note_add","slots":{"note":"Buy \"Milk\" & Café"},"confidence":0,"source":"cache","instructions":5210}""",
            Line(frame, "note: Buy \"Milk\" & Café!", fromCache: true, instructions: true));
    }

    [Theory]
    [InlineData(Refusal.OutOfScope, "out_of_scope")]
    [InlineData(Refusal.LowConfidence, "low_confidence")]
    [InlineData(Refusal.TooLong, "too_long")]
    public void Refusals_give_their_reason(Refusal refusal, string reason)
    {
        var frame = new Frame(SampleGrammar.SlotCount);
        frame.Refuse(refusal);
        frame.Rate(4000, 12);
        var expected = $$"""{"intent":null,"reason":"{{reason}}","confidence":12,"source":"model","us":5210}""";
        Assert.Equal(expected, Line(frame, "", fromCache: false, instructions: false));
    }

    [Fact]
    public void A_canary_s_answer_is_intent_and_slots_alone()
    {
        var frame = new Frame(SampleGrammar.SlotCount);
        frame.Begin(LightOn);
        var json = new JsonWriter(0);
        new FrameJson(SampleGrammar, false).WriteAnswer(json, frame, Words.Of(""), []);
        Assert.Equal("""{"intent":"light_on","slots":{}}""", Encoding.UTF8.GetString(json.Buffer, 0, json.Count));
    }

    private static string Line(Frame frame, string input, bool fromCache, bool instructions)
    {
        var json = new JsonWriter(0);
        new FrameJson(SampleGrammar, instructions).WriteLine(json, frame, Words.Of(input), Utf8(input), fromCache, 5210);
        return Encoding.UTF8.GetString(json.Buffer, 0, json.Count);
    }
}
