using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Corpora;

public class UtteranceGeneratorTests
{
    internal const string House = """
        name: house
        slots:
          area: {list: {living_room: [lounge], kitchen: [], kids_room: [nursery]}}
          level: {range: {from: 0, to: 100, unit: percent, words: {half: 50}}}
          wait: {duration: {from: 1, to: 86400}}
          note: {open: [buy milk, call mum tonight]}
        rules:
          in_area: in [the] {area}
        intents:
          light_on:
            slots: [area?]
            sentences:
              - "turn on the light[s] [<in_area>]"
              - {set: {area: kitchen}, sentences: [i want to cook]}
          light_set: {slots: [level, area?], sentences: ["set the {area} light to {level} [percent]", "lights at {level}", "{level} percent"]}
          timer: {slots: [wait], sentences: ["set a timer for {wait}", "start a {wait} timer", "tell me every {wait}"]}
          remind: {slots: [note], sentences: ["remind me to {note}"]}
          help: {sentences: [help, "set the"]}
        out_of_scope: ["the {area} is (nice|big)", what a day]
        carriers: ["please *", "(could|can) you * [for me]"]
        """;

    private static readonly CommandFile File = CommandFile.Parse(House, "house.yaml");
    private static readonly GeneratorOptions Quiet = new() { Noise = null };

    [Fact]
    public void Gives_the_same_stream_for_the_same_seed()
    {
        string[] Stream(ulong seed) => new UtteranceGenerator(File, new(), seed).Take(500).Select(u => JsonlWriter.Line(File.Schema, u)).ToArray();

        Assert.Equal(Stream(7), Stream(7));
        Assert.NotEqual(Stream(7), Stream(8));
    }

    [Fact]
    public void Labels_stay_on_their_words_through_carriers_and_noise()
    {
        AugmenterOptions loud = new() { Clean = 0, Second = 1, Written = 0.5 };
        foreach (Utterance u in new UtteranceGenerator(File, new() { Noise = loud }, 3).Take(20_000))
        {
            foreach (LabelledSlot label in u.Slots.Where(label => label.Start >= 0))
            {
                Assert.True(label.Start < label.End && label.End <= u.Text.Length, u.ToString());
                Assert.True(label.Start == 0 || u.Text[label.Start - 1] == ' ', CorpusSamples.Describe(File.Schema, u));
                Assert.True(label.End == u.Text.Length || !char.IsLetterOrDigit(u.Text[label.End]), CorpusSamples.Describe(File.Schema, u));
                string words = u.Text[label.Start..label.End];
                switch (File.Schema.Slots[label.Slot].Kind)
                {
                    case SlotKind.List:
                        int value = File.Schema.Slots[label.Slot].Values.ToList().IndexOf(label.Value);
                        Assert.Contains(File.Forms[label.Slot].Spoken[value], form => Close(form, words));
                        break;
                    case SlotKind.Open:
                        Assert.Equal(words, label.Value);
                        Assert.Contains(File.Forms[label.Slot].Examples, example => Close(example, words));
                        break;
                    default:
                        Assert.Equal(words.Trim(), words);
                        break;
                }
            }
        }

        // Two pieces of noise: an inserted filler or a typo each at most.
        static bool Close(string form, string words) => Math.Abs(form.Length - words.Length) <= 12 && words.ToLowerInvariant().Intersect(form).Count() >= 3;
    }

    [Fact]
    public void Every_command_has_its_required_slots_once_and_no_others()
    {
        foreach (Utterance u in new UtteranceGenerator(File, new(), 4).Take(20_000))
        {
            Assert.True(u.Intent >= 0 || u.Slots.Count == 0);
            Assert.Equal(u.Slots.Count, u.Slots.DistinctBy(label => label.Slot).Count());
            if (u.Intent >= 0)
            {
                Intent intent = File.Schema.Intents[u.Intent];
                Assert.All(u.Slots, label => Assert.True(intent.Has(label.Slot)));
                Assert.All(intent.Slots.Where(use => use.Required), use => Assert.Contains(u.Slots, label => label.Slot == use.Slot));
            }
        }
    }

    [Fact]
    public void Keeps_the_shares_that_the_options_ask_for()
    {
        Utterance[] all = new UtteranceGenerator(File, Quiet, 5).Take(40_000).ToArray();
        double Share(Func<Utterance, bool> which) => (double)all.Count(which) / all.Length;

        double commands = 1 - Quiet.OutOfScope;
        Assert.Equal(commands, Share(u => u.Intent >= 0), tolerance: 0.02);
        double please = Share(u => u.Intent >= 0 && u.Text.StartsWith("please ", StringComparison.Ordinal)) / commands;
        Assert.Equal(Quiet.Carrier / File.Carriers.Count, please, tolerance: 0.02);
        Assert.InRange(Share(u => u.Intent < 0 && u.Text.EndsWith(" to", StringComparison.Ordinal)), 0.005, 0.02);
        Assert.All(File.Schema.Intents.Select((_, i) => i), i => Assert.InRange(Share(u => u.Intent == i), 0.07, 0.25));
    }

    [Fact]
    public void A_broken_off_command_is_never_a_sentence_of_its_own()
    {
        GeneratorOptions options = Quiet with { OutOfScope = 1, Compound = 0, Truncated = 1 };
        string[] texts = new UtteranceGenerator(File, options, 6).Take(5_000).Select(u => u.Text).Distinct().ToArray();

        // "set the" is in 'help', "set the lounge light to" is in none.
        Assert.DoesNotContain("set the", texts);
        Assert.Contains("set the lounge light to", texts);
        Assert.Contains("set a timer for", texts);
        Assert.Contains("remind me to", texts);
    }

    [Fact]
    public void Two_commands_in_one_breath_differ_and_do_not_run_into_an_open_slot()
    {
        GeneratorOptions options = Quiet with { OutOfScope = 1, Compound = 1, Truncated = 0, Carrier = 0 };
        string[] texts = new UtteranceGenerator(File, options, 6).Take(5_000).Select(u => u.Text).ToArray();

        Assert.Contains("i want to cook and help", texts);
        Assert.DoesNotContain("help and help", texts);
        Assert.DoesNotContain(texts, text => text.StartsWith("remind me", StringComparison.Ordinal));
    }

    [Fact]
    public void A_unit_is_never_said_twice()
    {
        string[] texts = new UtteranceGenerator(File, Quiet, 8).Take(20_000).Select(u => u.Text).ToArray();

        Assert.DoesNotContain(texts, text => text.Contains("percent percent", StringComparison.Ordinal) || text.Contains("% percent", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains('%'));
        Assert.Contains(texts, text => text.Contains("per cent", StringComparison.Ordinal));
    }

    [Fact]
    public void Held_templates_are_whole_and_leave_enough_behind()
    {
        string many = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"go {i}"));
        CommandFile file = CommandFile.Parse($"name: x\nintents: {{a: {{sentences: [{many}]}}, b: {{sentences: [stop, halt]}}}}", "x.yaml");

        (CommandFile train, CommandFile held) = CorpusSplit.HoldOutTemplates(file, 0.05, 1);

        Assert.Equal((38 + 2, 2), (train.Sentences.Count, held.Sentences.Count));
        Assert.All(held.Sentences, s => Assert.Equal(0, s.Intent));
        Assert.Empty(train.Sentences.Intersect(held.Sentences));
        Assert.All(new UtteranceGenerator(held, Quiet with { OutOfScope = 0 }, 1).Take(100), u => Assert.Equal(0, u.Intent));
    }

    [Fact]
    public void Samples_show_every_intent_with_its_labels()
    {
        StringWriter output = new();
        CorpusSamples.Write(File, 3, 1, output);

        Assert.All(File.Schema.Intents, intent => Assert.Contains(intent.Name + " (", output.ToString()));
        Assert.Contains("  note=", output.ToString());
        Assert.Contains("out of scope (2 templates)", output.ToString());
    }
}
