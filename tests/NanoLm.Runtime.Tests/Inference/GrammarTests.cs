using System.Text;
using CsCheck;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;

namespace NanoLm.Runtime.Tests.Inference;

public class GrammarTests
{
    private static readonly byte[] Section = GrammarSection.Write(Samples.SampleSchema);

    [Fact]
    public void The_schema_is_read_as_the_packer_wrote_it()
    {
        var schema = Samples.SampleSchema;
        var grammar = new Grammar(Section);
        Assert.Equal(schema.Name, Text(grammar, grammar.Name));
        Assert.Equal((schema.SentenceOutputs, schema.TagOutputs), (grammar.SentenceOutputs, grammar.TagOutputs));
        var intents = Enumerable.Range(0, grammar.IntentCount).Select(i => Text(grammar, grammar.IntentName(i)));
        Assert.Equal(schema.Intents.Select(i => i.Name), intents);
        for (var i = 0; i < grammar.IntentCount; i++)
        {
            Assert.Equal(
                schema.Intents[i].Slots.Select(u => (u.Slot, u.Required)),
                Enumerable.Range(0, grammar.UseCount(i)).Select(u => (grammar.UseSlot(i, u), grammar.UseRequired(i, u))));
        }

        Assert.Equal(schema.Slots.Count, grammar.SlotCount);
        for (var s = 0; s < grammar.SlotCount; s++)
        {
            var slot = schema.Slots[s];
            Assert.Equal(slot.Name, Text(grammar, grammar.SlotName(s)));
            Assert.Equal(((int)slot.Kind, (int)slot.Unit), (grammar.SlotKind(s), grammar.SlotUnit(s)));
            Assert.Equal((slot.From, slot.To), (grammar.From(s), grammar.To(s)));
            Assert.Equal(slot.IsLocated ? schema.BeginTag(s) : schema.FirstLogit(s), grammar.SlotFirst(s));
            Assert.Equal(slot.Values, Enumerable.Range(0, grammar.ValueCount(s)).Select(v => Text(grammar, grammar.ValueName(s, v))));
            Assert.Equal(
                slot.Words.Select(w => (w.Text, w.Value)),
                Enumerable.Range(0, grammar.WordCount(s)).Select(w => (Text(grammar, grammar.WordText(s, w)), grammar.WordValue(s, w))));
        }

        for (var a = 0; a < grammar.ActionCount; a++)
        {
            var action = schema.Actions[a];
            Assert.Equal((action.Intent, action.Pin, action.High), (grammar.ActionIntent(a), grammar.ActionPin(a), grammar.ActionHigh(a)));
            Assert.Equal(
                action.Conditions,
                Enumerable.Range(0, grammar.ConditionCount(a)).Select(c => (grammar.ConditionSlot(a, c), grammar.ConditionValue(a, c))));
        }
    }

    [Fact]
    public void A_cut_section_is_refused()
    {
        for (var bytes = 0; bytes < Section.Length; bytes++)
            Assert.Throws<ImageFormatException>(() => new Grammar(Section[..bytes]));
    }

    [Fact]
    public void A_damaged_section_is_refused_or_read_within_bounds() => Gen.Select(
        Gen.Int[0, Section.Length - 1], Gen.Byte).Array[1, 3].Sample(faults =>
    {
        var damaged = (byte[])Section.Clone();
        foreach (var (at, value) in faults)
            damaged[at] = value;
        try
        {
            var grammar = new Grammar(damaged);
            _ = Text(grammar, grammar.Name);
            for (var i = 0; i < grammar.IntentCount; i++)
            {
                _ = Text(grammar, grammar.IntentName(i));
                for (var u = 0; u < grammar.UseCount(i); u++)
                    Assert.True(grammar.UseSlot(i, u) < grammar.SlotCount);
            }

            for (var s = 0; s < grammar.SlotCount; s++)
            {
                _ = Text(grammar, grammar.SlotName(s));
                var list = grammar.SlotKind(s) == Grammar.List;
                var last = grammar.SlotFirst(s) + (list ? grammar.ValueCount(s) : 1);
                Assert.True(last < (list ? grammar.SentenceOutputs : grammar.TagOutputs));
                for (var v = 0; list && v < grammar.ValueCount(s); v++)
                    _ = Text(grammar, grammar.ValueName(s, v));
                for (var w = 0; grammar.SlotKind(s) == Grammar.Range && w < grammar.WordCount(s); w++)
                    _ = (Text(grammar, grammar.WordText(s, w)), grammar.WordValue(s, w));
            }
        }
        catch (ImageFormatException)
        {
        }
    }, iter: 5000);

    [Fact]
    public void A_damaged_calibration_is_refused()
    {
        var section = (CalibrationSection.Identity with { Threshold = 40 }).Write();
        var sound = new Calibration(section);
        Assert.Equal((40, 0, 50, 100), (sound.Threshold, sound.Percent(0), sound.Percent(16384), sound.Percent(32767)));
        Assert.True(sound.OutOfScopeLimit > 32767); // none
        Assert.Equal(700, new Calibration((CalibrationSection.Identity with { OutOfScopeLimit = 700 }).Write()).OutOfScopeLimit);
        Assert.Throws<ImageFormatException>(() => new Calibration(section[..104]));
        section[4 + 50] = 10;
        Assert.Throws<ImageFormatException>(() => new Calibration(section));
        section[4 + 50] = 101;
        Assert.Throws<ImageFormatException>(() => new Calibration(section));
    }

    private static string Text(Grammar grammar, int text) => Encoding.UTF8.GetString(grammar.Section, text + 1, grammar.StringBytes(text));
}
