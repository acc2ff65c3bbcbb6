using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Corpora;

public class JsonlTests
{
    private static readonly Schema House = CommandFile.Parse(UtteranceGeneratorTests.House, "house.yaml").Schema;

    [Fact]
    public void Reads_back_what_was_written()
    {
        CommandFile file = CommandFile.Parse(UtteranceGeneratorTests.House, "house.yaml");
        Utterance[] all = new UtteranceGenerator(file, new(), 9).Take(2_000).ToArray();
        string text = string.Join('\n', all.Select(u => JsonlWriter.Line(House, u)));

        IReadOnlyList<Utterance> read = JsonlReader.Parse(text, "x.jsonl", House, needSpans: true);

        Assert.Equal(all.Select(u => JsonlWriter.Line(House, u)), read.Select(u => JsonlWriter.Line(House, u)));
    }

    [Fact]
    public void Reads_the_documented_forms()
    {
        string text = """
            {"text":"remind me to buy milk","intent":"remind","slots":[{"slot":"note","start":13,"end":21,"value":"buy milk"}]}

            {"text": "Lounge to 40 %", "intent": "light_set", "slots": {"area": "living_room", "level": 40}}
            {"text":"what a day","intent":null}
            """;

        IReadOnlyList<Utterance> read = JsonlReader.Parse(text, "x.jsonl", House, needSpans: false);

        Assert.Equal(new LabelledSlot(3, 13, 21, "buy milk"), Assert.Single(read[0].Slots));
        Assert.Equal([new LabelledSlot(0, -1, -1, "living_room"), new LabelledSlot(1, -1, -1, "40")], read[1].Slots);
        Assert.Equal(-1, read[2].Intent);
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"intent\":\"hlep\"}", 22, "unknown intent 'hlep'; did you mean 'help'?")]
    [InlineData("{\"text\":\"äöü\",\"intent\":\"hlep\"}", 24, "unknown intent 'hlep'; did you mean 'help'?")]
    [InlineData("{\"text\":\"a\",\"intnt\":\"help\"}", 13, "unknown key 'intnt'; did you mean 'intent'?")]
    [InlineData("{\"intent\":\"help\"}", 1, "'text' is missing or no string")]
    [InlineData("{\"text\":\"a\"}", 1, "'intent' is missing or no string")]
    [InlineData("{\"text\":\"a\",\"intent\":\"help\"", 28, "this line is not a JSON object")]
    [InlineData("{\"text\":\"a\",\"intent\":'help'}", 22, "this line is not a JSON object")]
    [InlineData("{\"text\":\"a\",\"intent\":\"help\",\"text\":\"b\"}", 29, "'text' is here twice; remove one")]
    [InlineData("[1]", 1, "a line must be a JSON object")]
    [InlineData("{\"text\":\"a\",\"intent\":\"help\",\"slots\":{\"level\":4}}", 38, "'help' has no slot 'level'")]
    [InlineData("{\"text\":\"a\",\"intent\":\"light_set\",\"slots\":[]}", 42, "'light_set' requires slot 'level'; label it")]
    [InlineData("{\"text\":\"a 4\",\"intent\":\"light_set\",\"slots\":[{\"slot\":\"level\",\"value\":4}]}", 53, "slot 'level' needs 'start' and 'end'")]
    [InlineData("{\"text\":\"a 4\",\"intent\":\"light_set\",\"slots\":[{\"slot\":\"level\",\"start\":2,\"end\":4,\"value\":4}]}", 77, "'start' and 'end' of 'level' must be integers with 0 <= start < end <= 3")]
    [InlineData("{\"text\":\"a 4\",\"intent\":\"light_set\",\"slots\":[{\"slot\":\"level\",\"start\":2,\"end\":3,\"value\":400}]}", 87, "the value of 'level' must be an integer from 0 to 100")]
    [InlineData("{\"text\":\"a\",\"intent\":\"light_on\",\"slots\":{\"area\":\"kichen\"}}", 49, "'kichen' is not a value of 'area'; did you mean 'kitchen'?")]
    [InlineData("{\"text\":\"note x\",\"intent\":\"remind\",\"slots\":[{\"slot\":\"note\",\"start\":0,\"end\":4,\"value\":\"x\"}]}", 86, "the text from 'start' to 'end' is \"note\", not \"x\"")]
    [InlineData("{\"text\":\"a\",\"intent\":null,\"slots\":{\"area\":\"kitchen\"}}", 36, "out-of-scope text has no slots")]
    [InlineData("{\"text\":\"a\",\"intent\":\"help\",\"slots\":[\"area\"]}", 38, "an entry of 'slots' must be an object")]
    public void Reports_mistakes_with_their_place(string line, int column, string message)
    {
        string text = "{\"text\":\"help\",\"intent\":\"help\",\"slots\":[]}\n\n" + line;

        InputException e = Assert.Throws<InputException>(() => JsonlReader.Parse(text, "x.jsonl", House, needSpans: true));

        Mistake mistake = Assert.Single(e.Mistakes);
        Assert.Equal((3, column), (mistake.Line, mistake.Column));
        Assert.StartsWith(message, mistake.Message);
    }

    [Fact]
    public void Takes_a_schema_from_utterances_alone()
    {
        string text = """
            {"text":"wake me at the lake house","intent":"alarm","slots":[{"slot":"place","start":15,"end":25,"value":"lake house"}]}
            {"text":"wake me at home at six","intent":"alarm","slots":[{"slot":"place","start":11,"end":15},{"slot":"time","start":19,"end":22}]}
            {"text":"play jazz","intent":"Play Music","slots":[{"slot":"genre","start":5,"end":9}]}
            {"text":"hm","intent":null,"slots":[]}
            """;

        (Schema schema, IReadOnlyList<Utterance> utterances) = JsonlReader.ParseAlone((text, "data/lake.jsonl"));

        Assert.Equal("lake", schema.Name);
        Assert.Equal(["Play Music", "alarm"], schema.Intents.Select(i => i.Name));
        Assert.Equal(["genre", "place", "time"], schema.Slots.Select(s => s.Name));
        Assert.All(schema.Slots, slot => Assert.Equal(SlotKind.Open, slot.Kind));
        Assert.Equal([new SlotUse(1, true), new SlotUse(2, false)], schema.Intents[1].Slots);
        Assert.Equal((3, 7), (schema.SentenceOutputs, schema.TagOutputs));
        Assert.Equal("home", utterances[1].Slots[0].Value);
        Assert.Equal([1, 1, 0, -1], utterances.Select(u => u.Intent));
    }

    [Fact]
    public void Labels_that_a_model_cannot_give_are_read_to_evaluate_it()
    {
        const string Text = """
            {"text":"help to 4","intent":"help","slots":[{"slot":"level","start":8,"end":9,"value":4}]}
            {"text":"set it","intent":"light_set","slots":[]}
            """;

        IReadOnlyList<Utterance> read = JsonlReader.Parse(Text, "x.jsonl", House, needSpans: false);

        Assert.Equal([new LabelledSlot(1, 8, 9, "4")], read[0].Slots);
        Assert.Empty(read[1].Slots);
        Assert.Equal(2, Assert.Throws<InputException>(() => JsonlReader.Parse(Text, "x.jsonl", House, needSpans: true)).Mistakes.Count);
    }

    [Fact]
    public void Out_of_scope_has_the_names_that_public_corpora_give_it()
    {
        const string Text = """
            {"text":"feed the dog","intent":"oos","slots":[]}
            {"text":"sing","intent":"out_of_scope","slots":[]}
            {"text":"help me","intent":"help","slots":[]}
            """;

        (Schema schema, IReadOnlyList<Utterance> alone) = JsonlReader.ParseAlone((Text, "x.jsonl"));

        Assert.Equal(["help"], schema.Intents.Select(intent => intent.Name));
        Assert.Equal([-1, -1, 0], alone.Select(utterance => utterance.Intent));
        Assert.Equal([-1, -1], JsonlReader.Parse(Text, "x.jsonl", House, needSpans: true).Take(2).Select(utterance => utterance.Intent));
    }

    [Fact]
    public void Splits_utterances_at_random_and_repeatably()
    {
        Utterance[] all = Enumerable.Range(0, 100).Select(i => new Utterance($"{i}", 0, [])).ToArray();

        (IReadOnlyList<Utterance> train, IReadOnlyList<Utterance> held) = CorpusSplit.HoldOut(all, 0.2, 5);

        Assert.Equal((80, 20), (train.Count, held.Count));
        Assert.Equal(all.ToHashSet(), train.Concat(held).ToHashSet());
        Assert.Equal(held, CorpusSplit.HoldOut(all, 0.2, 5).Held);
        Assert.NotEqual(held, CorpusSplit.HoldOut(all, 0.2, 6).Held);
    }
}
