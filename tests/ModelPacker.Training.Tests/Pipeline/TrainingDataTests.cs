using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Training.Tests.Pipeline;

public sealed class TrainingDataTests : IDisposable
{
    private const string Labelled = """
        {"text":"light on please","intent":"light_on","slots":[]}
        {"text":"what a day","intent":null,"slots":[]}
        """;

    private readonly LampFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_sentences_and_each_epoch_others()
    {
        TrainingData first = Load(file.Path), again = Load(file.Path);
        Assert.Equal(Texts(first, 0), Texts(again, 0));
        Assert.NotEqual(Texts(first, 0), Texts(first, 1));
        Assert.Equal(first.Samples.Select(s => s.Text), again.Samples.Select(s => s.Text));
    }

    [Fact]
    public void Labelled_utterances_join_those_of_the_command_file()
    {
        TrainingData data = TrainingData.Load(
            new DataOptions { Files = [file.Path, file.Write("more.jsonl", Labelled)], EpochSize = 100, HeldOutSize = 10, Noise = 0 });
        Assert.Equal(102, data.Training.EpochSize);
        Assert.Contains("light on please", Texts(data, 3));
        Assert.Equal(["lamp.yaml", "more.jsonl"], data.Hashes.Keys.Order());
    }

    [Fact]
    public void Files_of_the_same_name_keep_a_hash_each()
    {
        string more = file.Write("more.jsonl", Labelled);
        string other = System.IO.Path.Combine(Directory.CreateDirectory(System.IO.Path.Combine(file.Folder, "other")).FullName, "more.jsonl");
        File.WriteAllText(other, Labelled + "\n");
        TrainingData data = Load(file.Path, more, other, more);
        Assert.Equal(["lamp.yaml", "more.jsonl", "more.jsonl (2)"], data.Hashes.Keys);
        Assert.NotEqual(data.Hashes["more.jsonl"], data.Hashes["more.jsonl (2)"]);
    }

    [Fact]
    public void Labelled_utterances_alone_are_split()
    {
        string lines = string.Join('\n', Enumerable.Range(0, 100).Select(i => $$"""{"text":"light {{i}}","intent":"light_on","slots":[]}"""));
        TrainingData data = Load(file.Write("alone.jsonl", lines));
        Assert.Equal("light_on", Assert.Single(data.Schema.Intents).Name);
        Assert.Equal(5, data.Samples.Count);
        Assert.Empty(Texts(data, 0).Intersect(data.Samples.Select(sample => sample.Text)));
    }

    [Fact]
    public void Where_the_development_file_holds_nothing_out_of_scope_a_tenth_of_the_labelled_texts_is_set_aside()
    {
        string commands = string.Join('\n', Enumerable.Range(0, 50).Select(i => $$"""{"text":"light {{i}}","intent":"light_on","slots":[]}"""));
        string others = string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""{"text":"what is {{i}}","intent":null,"slots":[]}"""));
        string dev = """{"text":"light now","intent":"light_on","slots":[]}""";
        string[] files = [file.Write("commands.jsonl", commands), file.Write("others.jsonl", others)];
        TrainingData data = TrainingData.Load(new DataOptions { Files = files, Development = [file.Write("dev.jsonl", dev)], Noise = 0 });
        Assert.Equal(4, data.Development.Count(sample => sample.Intent < 0));
        Assert.Equal(86, data.Training.EpochSize);
        Assert.Empty(Texts(data, 0).Intersect(data.Samples.Select(sample => sample.Text)));

        string both = dev + """

            {"text":"what now","intent":null,"slots":[]}
            """;
        data = TrainingData.Load(new DataOptions { Files = files, Development = [file.Write("both.jsonl", both)], Noise = 0 });
        Assert.Equal((2, 90), (data.Samples.Count, data.Training.EpochSize));
    }

    [Fact]
    public void Labelled_utterances_are_varied_afresh_in_each_epoch_and_those_of_a_command_file_do_not_change_with_it()
    {
        string lines = string.Join('\n', Enumerable.Range(0, 50).Select(i =>
            $$"""{"text":"play number{{i:00}} loudly","intent":"play","slots":[{"slot":"song","start":5,"end":13,"value":"number{{i:00}}"}]}"""));
        string path = file.Write("songs.jsonl", lines);
        TrainingData plain = TrainingData.Load(new DataOptions { Files = [path], Swaps = 0, Noise = 0 });
        TrainingData varied = TrainingData.Load(new DataOptions { Files = [path], Swaps = 0.5, Noise = 0.5 });
        Assert.Equal(Texts(plain, 0).Order(), Texts(plain, 1).Order());
        Assert.NotEqual(Texts(varied, 0).Order(), Texts(varied, 1).Order());
        Assert.Equal(Texts(varied, 1), Texts(TrainingData.Load(new DataOptions { Files = [path], Swaps = 0.5, Noise = 0.5 }), 1));
        Assert.All(varied.Training.Epoch(2), utterance =>
        {
            LabelledSlot song = Assert.Single(utterance.Slots);
            Assert.Equal(song.Value, utterance.Text[song.Start..song.End]);
        });

        DataOptions commands = new() { Files = [file.Path], EpochSize = 50, HeldOutSize = 10 };
        Assert.Equal(Texts(TrainingData.Load(commands with { Swaps = 0, Noise = 0 }), 1), Texts(TrainingData.Load(commands), 1));
    }

    [Fact]
    public void Development_data_without_spans_only_calibrate()
    {
        string path = file.Write("dev.jsonl", """{"text":"half the light","intent":"light_set","slots":{"level":50}}""");
        TrainingData data = TrainingData.Load(
            new DataOptions { Files = [file.Path], Development = [path], EpochSize = 100, HeldOutSize = 10 });
        Assert.Equal(11, data.Samples.Count);
        Assert.Equal(10, data.Development.Count);
    }

    [Fact]
    public void Files_that_do_not_go_together_are_refused()
    {
        string second = file.Write("second.yaml", File.ReadAllText(file.Path));
        Assert.Contains("one command file", Assert.Throws<InvalidDataException>(() => Load(file.Path, second)).Message);
    }

    [Fact]
    public void Several_files_of_labelled_utterances_count_as_one()
    {
        string first = file.Write("a.jsonl", Labelled), second = file.Write("b.jsonl", "{\"text\":\"sing\",\"intent\":\"sing\",\"slots\":[]}\n");
        TrainingData one = Load(first), both = Load(first, second);
        Assert.Equal([.. one.Schema.Intents.Select(intent => intent.Name), "sing"], both.Schema.Intents.Select(intent => intent.Name).OrderBy(name => name == "sing"));
        Assert.Equal(1 + one.Labelled.Count, both.Labelled.Count);
    }

    [Fact]
    public void A_mistake_is_told_with_its_place()
    {
        string path = file.Write("bad.jsonl", """{"text":"light on","intent":"light_onn","slots":[]}""");
        Assert.Contains("bad.jsonl:1:", Assert.Throws<InputException>(() => Load(file.Path, path)).Message);
    }

    private static TrainingData Load(params string[] files) =>
        TrainingData.Load(new DataOptions { Files = files, EpochSize = 100, HeldOutSize = 10 });

    private static List<string> Texts(TrainingData data, int epoch) =>
        [.. data.Training.Epoch(epoch).Select((Utterance utterance) => utterance.Text)];
}
