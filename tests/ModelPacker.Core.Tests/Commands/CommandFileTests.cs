using ModelPacker.Core.Commands;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Commands;

public class CommandFileTests
{
    private const string Greenhouse = """
        name: greenhouse
        language: en
        slots:
          area:
            list:
              tomato_house: [tomato house, tomatoes, the red house]
              nursery:
          level:
            range: {from: 0, to: 100, unit: percent, words: {half: 50, a quarter: 25, full: 100}}
          temperature:
            range: {from: 5, to: 35, unit: degrees}
          wait:
            duration: {from: 1, to: 86400}
          note:
            open: [water the seedlings, call the plumber, buy more soil]
        rules:
          open: "(open|raise|lift)"
          in_area: "(in|inside) [the] {area}"
        intents:
          vent_open:
            slots: [area?]
            sentences:
              - "<open> [the] vent[s] [<in_area>]"
              - set: {area: nursery}
                sentences: ["give the seedlings some air"]
          heat_set:
            slots: [temperature, area?]
            sentences:
              - "[set|turn] [the] heat[ing] to {temperature} [degrees] [<in_area>]"
        out_of_scope:
          - "the {area} was expensive"
          - "what is the capital of france"
        carriers:
          - "please *"
          - "could you * for me"
        actions:
          - {intent: vent_open, slots: {area: nursery}, pin: 5, level: high}
        """;

    [Fact]
    public void Reads_the_documented_example()
    {
        CommandFile file = CommandFile.Parse(Greenhouse, "greenhouse.yaml");

        Assert.Equal("greenhouse", file.Schema.Name);
        Assert.Equal(["area", "level", "temperature", "wait", "note"], file.Schema.Slots.Select(s => s.Name));
        Assert.Equal(["tomato house", "tomatoes", "the red house"], file.Forms[0].Spoken[0]);
        Assert.Equal(["nursery"], file.Forms[0].Spoken[1]);
        Assert.Equal([new NamedNumber("half", 50), new NamedNumber("a quarter", 25), new NamedNumber("full", 100)], file.Schema.Slots[1].Words);
        Assert.Equal(Unit.Degrees, file.Schema.Slots[2].Unit);
        Assert.Equal((1, 86400), (file.Schema.Slots[3].From, file.Schema.Slots[3].To));
        Assert.Equal([new SlotUse(2, true), new SlotUse(0, false)], file.Schema.Intents[1].Slots);
        Assert.Equal([(0, 1)], file.Sentences[1].Implied);
        PinAction action = Assert.Single(file.Schema.Actions);
        Assert.Equal((0, 5, true), (action.Intent, action.Pin, action.High));
        Assert.Equal([(0, 1)], action.Conditions);
        Assert.Equal((2, 2), (file.OutOfScope.Count, file.Carriers.Count));
        Assert.All(file.Warnings, warning => Assert.StartsWith("no intent has slot", warning.Message));
    }

    [Fact]
    public void Lays_out_the_heads_as_the_image_does()
    {
        Schema schema = CommandFile.Parse(Greenhouse, "greenhouse.yaml").Schema;

        Assert.Equal(3, schema.FirstLogit(0));
        Assert.Equal(1 + 2 + 3, schema.SentenceOutputs);
        Assert.Equal([1, 3, 5, 7], new[] { 1, 2, 3, 4 }.Select(schema.BeginTag));
        Assert.Equal(9, schema.TagOutputs);
        Assert.Throws<InvalidOperationException>(() => schema.BeginTag(0));
    }

    [Theory]
    [InlineData("a:\n    sentences: [x]\n    slots: [aera?]", 11, 13, "unknown slot 'aera' in the slots of 'a'; did you mean 'area'?")]
    [InlineData("a:\n    sentences: ['x {aera}']", 10, 20, "unknown slot 'aera' in a sentence of 'a'; did you mean 'area'?")]
    [InlineData("a:\n    sentences: ['it''s {aera}']", 10, 24, "unknown slot 'aera' in a sentence of 'a'; did you mean 'area'?")]
    [InlineData("a:\n    sentences: [\"\\\"x\\\" {aera}\"]", 10, 24, "unknown slot 'aera' in a sentence of 'a'; did you mean 'area'?")]
    [InlineData("a:\n    sentences: [x <opne>]", 10, 19, "unknown rule 'opne' in a sentence of 'a'; did you mean 'open'?")]
    [InlineData("a:\n    sentences: [y]\n    sentence: [x]", 11, 5, "unknown key 'sentence' in intent 'a'; did you mean 'sentences'?")]
    [InlineData("a:\n    sentences: [x (a|b]", 10, 19, "'(' is not closed in a sentence of 'a'")]
    [InlineData("a:\n    sentences: ['x [[(a|b]]']", 10, 22, "'(' is not closed in a sentence of 'a'")]
    [InlineData("a:\n    sentences: ['x a) b']", 10, 21, "')' closes nothing in a sentence of 'a'")]
    [InlineData("a:\n    sentences: ['x () b']", 10, 20, "an empty group")]
    [InlineData("a:\n    sentences: ['x \\d b']", 10, 20, "a lone \\")]
    [InlineData("a:\n    sentences: []", 10, 16, "the sentences of 'a' is empty")]
    [InlineData("a:\n    sentences: ['[now]']", 10, 17, "a sentence of 'a' can be left out altogether")]
    [InlineData("a:\n    sentences: [x]\nout_of_scope: ['[y] [z]']", 11, 16, "an out-of-scope sentence can be left out altogether")]
    [InlineData("a:\n    sentences: ['{area} or']", 10, 18, "slot 'area' is not in the slots of 'a'; add 'area?' there")]
    [InlineData("a:\n    slots: [area]\n    sentences: ['go [to {area}]']", 11, 17, "'a' requires slot 'area', but \"go\" does not give it")]
    [InlineData("a:\n    slots: [area]\n    sentences: ['go [to] {area} [<in>]']", 11, 34, "slot 'area' can be given twice")]
    [InlineData("a:\n    slots: [area]\n    sentences: [{set: {area: kitchn}, sentences: [cook]}]", 11, 30, "'kitchn' is not a value of 'area'; did you mean 'kitchen'?")]
    [InlineData("a:\n    slots: [n]\n    sentences: [{set: {n: 5}, sentences: [cook]}]", 11, 24, "'n' is not a list slot")]
    [InlineData("a:\n    sentences: [x]\n  a:\n    sentences: [y]", 11, 3, "'a' is here twice")]
    [InlineData("a:\n    sentences: [x]\ncarriers: [please]", 11, 12, "a carrier has exactly one *")]
    [InlineData("a:\n    sentences: [x]\nactions: [{intent: b, pin: 1, level: high}]", 11, 20, "unknown intent 'b' in an action; did you mean 'a'?")]
    [InlineData("a:\n    sentences: [x]\nactions: [{intent: a, pin: 256, level: high}]", 11, 28, "'pin' must be an integer from 0 to 255")]
    [InlineData("a:\n    sentences: [x]\nactions: [{intent: a, pin: 1, level: up}]", 11, 38, "'level' of an action must be high or low")]
    [InlineData("a:\n    sentences: [x]\nactions: [{intent: a, slots: {area: kitchen}, pin: 1, level: low}]", 11, 31, "slot 'area' is not in the slots of 'a'")]
    public void Reports_mistakes_in_intents_with_their_place(string intents, int line, int column, string message)
    {
        string text = "name: x\nslots:\n  area: {list: [kitchen, hall]}\n  n: {range: {from: 1, to: 9}}\n"
            + "rules:\n  open: (open|raise)\n  in: in {area}\nintents:\n  " + intents;

        Mistake mistake = Assert.Single(Mistakes(text));

        Assert.Equal((line, column), (mistake.Line, mistake.Column));
        Assert.StartsWith(message, mistake.Message);
    }

    [Theory]
    [InlineData("s: {range: {from: 9, to: 1}}", 3, 28, "'to' of 's' is below 'from'; swap 9 and 1")]
    [InlineData("s: {range: {from: 1}}", 3, 14, "'to' of 's' is missing")]
    [InlineData("s: {range: {from: 1, to: 9, unit: percnt}}", 3, 37, "unknown unit 'percnt'; did you mean 'percent'?")]
    [InlineData("s: {range: {from: 1, to: 9, words: {half: 50}}}", 3, 45, "the number of 'half' must be an integer from 1 to 9")]
    [InlineData("s: {duration: {from: -1, to: 9}}", 3, 24, "'from' of 's', in seconds, must be an integer from 0")]
    [InlineData("s: {list: []}", 3, 13, "the list of 's' is empty")]
    [InlineData("s: {list: [a, b, a]}", 3, 20, "'a' is in the list of 's' twice")]
    [InlineData("s: {list: {a: [x (y|z)]}}", 3, 20, "the synonyms of 'a' are plain texts, not templates")]
    [InlineData("s: {lst: [a]}", 3, 7, "unknown key 'lst' in slot 's'; did you mean 'list'?")]
    [InlineData("s t: {open: [x]}", 3, 3, "the slot's name 's t' has other characters")]
    [InlineData("s: {open: }", 3, 13, "the examples of 's' is empty")]
    public void Reports_mistakes_in_slots_with_their_place(string slot, int line, int column, string message)
    {
        IReadOnlyList<Mistake> mistakes = Mistakes($"name: x\nslots:\n  {slot}\nintents: {{a: {{sentences: [b]}}}}");

        Assert.Contains(mistakes, m => (m.Line, m.Column) == (line, column) && m.Message.StartsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Reports_rules_that_use_themselves()
    {
        IReadOnlyList<Mistake> mistakes = Mistakes("name: x\nrules:\n  a: x <b>\n  b: '[<a>]'\nintents: {i: {sentences: [<a>]}}");

        Assert.Contains("rule 'a' uses itself (a > b > a)", mistakes[0].Message);
        Assert.Equal((3, 3), (mistakes[0].Line, mistakes[0].Column));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" {}")]
    public void Reports_a_file_without_intents(string intents)
    {
        Mistake mistake = Assert.Single(Mistakes("name: x\nintents:" + intents));

        Assert.StartsWith("'intents' is missing", mistake.Message);
    }

    [Fact]
    public void Reports_twenty_mistakes_and_counts_the_rest()
    {
        string sentences = string.Join(", ", Enumerable.Range(0, 25).Select(i => $"'{{s{i}}}'"));

        InputException e = Assert.Throws<InputException>(() => CommandFile.Parse($"name: x\nintents: {{i: {{sentences: [{sentences}]}}}}", "f.yaml"));

        Assert.Equal(20, e.Mistakes.Count);
        Assert.EndsWith("\nand 5 more", e.Message);
        Assert.StartsWith("f.yaml:2:", e.Message);
    }

    [Fact]
    public void Says_where_the_text_is_not_yaml()
    {
        Mistake mistake = Assert.Single(Mistakes("name: x\nintents:\n  i:\n    sentences:\n      - [a] b\n"));

        Assert.Equal(5, mistake.Line);
        Assert.StartsWith("this is not YAML", mistake.Message);
    }

    [Fact]
    public void Refuses_more_slots_than_an_image_holds()
    {
        string slots = string.Concat(Enumerable.Range(0, Schema.MaxSlots + 1).Select(i => $"  s{i}: {{open: [x]}}\n"));

        Mistake mistake = Assert.Single(Mistakes($"name: x\nslots:\n{slots}intents: {{i: {{sentences: [a]}}}}"));

        Assert.Equal(Schema.MaxSlots + 3, mistake.Line);
        Assert.Contains("more than 128 slots", mistake.Message);
    }

    [Fact]
    public void Warns_of_a_synonym_with_two_meanings_and_of_a_sentence_in_two_intents()
    {
        CommandFile file = CommandFile.Parse(
            "name: x\nslots:\n  s: {list: {a: [both], b: [both]}}\nintents:\n  i: {slots: [s?], sentences: ['go [now]']}\n  j: {sentences: ['(run|go)']}\nout_of_scope: [go now]",
            "f.yaml");

        Assert.Equal(
            [
                "f.yaml:3:25: 'both' means both 'a' and 'b' of 's'; the model can only guess, remove one",
                "f.yaml:6:19: \"go\" is both 'i' and 'j'; the model can only guess, remove one",
                "f.yaml:7:16: \"go now\" is both 'i' and 'out_of_scope'; the model can only guess, remove one",
            ],
            file.Warnings.Select(w => w.ToString()));
    }

    [Fact]
    public void Warns_of_a_slot_without_an_intent()
    {
        CommandFile file = CommandFile.Parse(
            "name: x\nslots:\n  a: {list: [b, c]}\n  unused: {open: [d]}\nintents: {i: {slots: [a?], sentences: ['go [{a}]']}}\nout_of_scope: ['{unused}']", "f.yaml");

        Assert.Equal("f.yaml:4:3: no intent has slot 'unused'; add it to the slots of one, or remove it, for it takes room in the image",
            Assert.Single(file.Warnings).ToString());
    }

    [Fact]
    public void Refuses_groups_nested_without_end()
    {
        string deep = new string('[', 20_000) + "a" + new string(']', 20_000);

        Mistake mistake = Assert.Single(Mistakes($"name: x\nintents: {{i: {{sentences: ['go {deep}']}}}}"));

        Assert.Equal((2, 31 + 100), (mistake.Line, mistake.Column));
        Assert.StartsWith("groups within groups, more than 100 deep, in a sentence of 'i'", mistake.Message);
    }

    [Theory]
    [InlineData("<r{0}><r{0}>")]
    [InlineData("[<r{0}>][<r{0}>]")]
    [InlineData("(<r{0}>|<r{0}>)")]
    public void Refuses_rules_that_double_again_and_again(string body)
    {
        string rules = string.Concat(Enumerable.Range(0, 40).Select(i => $"  r{i + 1}: '{string.Format(body, i)}'\n"));

        Mistake mistake = Assert.Single(Mistakes($"name: x\nrules:\n  r0: '[a]'\n{rules}intents: {{i: {{sentences: ['go', 'go <r40>']}}}}"));

        Assert.Equal((44, 33), (mistake.Line, mistake.Column));
        Assert.Contains("more than 100000 characters with its rules written out", mistake.Message);
    }

    private static IReadOnlyList<Mistake> Mistakes(string text) =>
        Assert.Throws<InputException>(() => CommandFile.Parse(text, "f.yaml")).Mistakes;
}
