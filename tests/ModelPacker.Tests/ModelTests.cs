using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace ModelPacker.Tests;

public sealed class ModelTests(SmallModel model) : IClassFixture<SmallModel>
{
    [Fact]
    public void Train_writes_image_checkpoint_and_summary_and_prints_only_that()
    {
        Assert.True(model.Trained.ExitCode == 0, model.Trained.Error);
        Assert.True(File.Exists(model.Image) && File.Exists(model.Checkpoint));
        Assert.Equal(File.ReadAllText(model.At("model/summary.txt")), model.Trained.Output);
        Assert.Contains("2 intents", model.Trained.Error);
    }

    [Fact]
    public void Run_answers_each_line_with_one_json_line()
    {
        string[] lines = ["Turn the light on!", "dim the light to forty percent", "good morning", "", new('x', 600), "light 7 %"];
        Packer.Outcome outcome = Packer.Run(string.Join('\n', lines), ["run", "--model", model.Image]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        JsonElement[] answers = [.. outcome.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(lines.Length, answers.Length);
        Assert.Equal(["light_on", "light_set", null, null, null, "light_set"],
            answers.Select(answer => answer.GetProperty("intent").GetString()));
        Assert.Equal(40, answers[1].GetProperty("slots").GetProperty("level").GetInt32());
        Assert.Equal("too_long", answers[4].GetProperty("reason").GetString());
        Assert.All(answers, answer => Assert.InRange(answer.GetProperty("confidence").GetInt32(), 0, 100));
    }

    [Theory]
    [InlineData("$RUN <&-", "standard input is closed")]
    [InlineData("yes light on | $RUN | head -1", "nobody reads standard output")]
    public void Run_ends_without_a_stream(string script, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no sh on Windows");
        Packer.Outcome outcome = Packer.RunInShell(script, "run", "--model", model.Image);
        Assert.Contains("error: " + message, outcome.Error);
    }

    [Fact]
    public void Train_tells_how_many_sentences_are_too_long_and_refuses_many()
    {
        string[] arguments = ["train", model.At("lamp.yaml"), "--out", model.At("short"), "--epochs", "1", "--epoch-size", "300", .. SmallModel.Size, "--max-tokens"];
        Packer.Outcome some = Packer.Run([.. arguments, "16"]);
        Assert.True(some.ExitCode == 0, some.Error);
        Assert.Matches(@"too long +\d+ sentences of the first epoch were left out, being longer than 16 tokens", some.Output);
        Packer.Outcome many = Packer.Run([.. arguments, "6"]);
        Assert.Equal((1, ""), (many.ExitCode, many.Output));
        Assert.Contains("are longer than the 6 tokens", many.Error);
    }

    [Fact]
    public void Eval_counts_right_and_wrong_answers()
    {
        File.WriteAllText(model.At("test.jsonl"), """
            {"text":"light on","intent":"light_on","slots":{}}
            {"text":"set the light to 30","intent":"light_set","slots":{"level":30}}
            {"text":"dim the light to 20 percent","intent":"light_set","slots":[{"slot":"level","start":17,"end":19,"value":20}]}
            {"text":"light 5","intent":"light_on","slots":{}}
            {"text":"play music","intent":null,"slots":{}}
            """);
        Packer.Outcome outcome = Packer.Run("eval", "--model", model.Image, "--data", model.At("test.jsonl"), "--json");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        JsonElement report = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(0.75, report.GetProperty("intent_accuracy").GetDouble());
        Assert.Equal(0.75, report.GetProperty("whole_sentence_accuracy").GetDouble());
        Assert.Equal(1, report.GetProperty("out_of_scope_recall").GetDouble());
        Assert.Equal(4, report.GetProperty("out_of_scope_scores").GetArrayLength());

        Packer.Outcome text = Packer.Run("eval", "--model", model.Checkpoint, "--float", "--data", model.At("test.jsonl"), "--mistakes",
            "1");
        Assert.Contains("75.0 % (3 of 4)", text.Output);
        Assert.Matches("raw confidence +[0-9.]+ % +[01][.][0-9]{3}", text.Output);
        Assert.Contains("light 5", text.Output);
        Assert.Equal(2, Packer.Run("eval", "--model", model.Checkpoint, "--data", model.At("test.jsonl")).ExitCode);
    }

    [Fact]
    public void Report_shows_an_image_on_labelled_utterances_in_one_file()
    {
        File.WriteAllText(model.At("said.jsonl"), """
            {"text":"light on","intent":"light_on","slots":{}}
            {"text":"light 5","intent":"light_on","slots":{}}
            {"text":"play music","intent":null,"slots":{}}
            """);
        string[] arguments = ["report", "--data", model.At("said.jsonl"), "--out", model.At("report.html"), "--model"];
        Packer.Outcome outcome = Packer.Run([.. arguments, model.Image]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        XElement html = XDocument.Load(model.At("report.html")).Root!;
        Assert.Contains("50.0\u00A0% of 2 commands entirely right, 100.0\u00A0% of 1 other texts refused", html.Value);
        Assert.Contains(html.Descendants("bdi"), part => part.Value == "light 5");
        Assert.Contains("said.jsonl", html.Descendants("section").Last().Value);
        Packer.Outcome checkpoint = Packer.Run([.. arguments, model.Checkpoint]);
        Assert.Equal(2, checkpoint.ExitCode);
        Assert.Contains("is a checkpoint: pack it first", checkpoint.Error);
    }

    [Fact]
    public void Eval_and_pack_need_utterances()
    {
        File.WriteAllText(model.At("none.jsonl"), "\n");
        Packer.Outcome eval = Packer.Run("eval", "--model", model.Image, "--data", model.At("none.jsonl"));
        Assert.Equal((1, ""), (eval.ExitCode, eval.Output));
        Assert.Contains("none.jsonl: there is no labelled utterance", eval.Error);
        Packer.Outcome pack = Packer.Run("pack", "--checkpoint", model.Checkpoint, "--out", model.At("x.nlm"), "--data", model.At("none.jsonl"));
        Assert.Contains("none.jsonl: there is no labelled utterance", pack.Error);
    }

    [Fact]
    public void Pack_makes_the_same_bytes_of_the_same_checkpoint()
    {
        Assert.Equal(0, Packer.Run("pack", "--checkpoint", model.Checkpoint, "--out", model.At("again.nlm")).ExitCode);
        Assert.Equal(File.ReadAllBytes(model.Image), File.ReadAllBytes(model.At("again.nlm")));
    }

    [Fact]
    public void Pack_makes_weights_of_4_bits()
    {
        Packer.Outcome pack = Packer.Run("pack", "--checkpoint", model.Checkpoint, "--out", model.At("int4.nlm"), "--bits", "4", "--group", "16",
            "--embedding-bits", "4");
        Assert.True(pack.ExitCode == 0, pack.Error);
        Assert.True(new FileInfo(model.At("int4.nlm")).Length < 0.8 * new FileInfo(model.Image).Length);
        Assert.Contains("weights 4 bits in groups of 16, embeddings 4 bits", Packer.Run("inspect", model.At("int4.nlm")).Output);
        Assert.Contains("weights 8 bits, embeddings 8 bits", Packer.Run("inspect", model.Image).Output);
    }

    [Fact]
    public void Pack_puts_the_weights_into_the_board_s_order()
    {
        File.WriteAllText(model.At("m55.json"), """{"name":"m55","weight_order":"mve"}""");
        Packer.Outcome pack = Packer.Run("pack", "--checkpoint", model.Checkpoint, "--out", model.At("mve.nlm"), "--board", model.At("m55.json"));
        Assert.True(pack.ExitCode == 0, pack.Error);
        Assert.Contains("weights 8 bits in the order of mve", Packer.Run("inspect", model.At("mve.nlm")).Output);
        Assert.Equal(Answer(model.Image), Answer(model.At("mve.nlm")));

        // Without the time that it took.
        string Answer(string image)
        {
            string answer = Packer.Run("light on\n", ["run", "--model", image]).Output;
            return answer[..answer.IndexOf("\"us\"", StringComparison.Ordinal)];
        }
    }

    [Theory]
    [InlineData("--bits 3", "--bits 3")]
    [InlineData("--embedding-bits 2", "--embedding-bits 2")]
    [InlineData("--bits 4 --group 24", "--group 24")]
    [InlineData("--group 32", "--bits 4")]
    public void Pack_refuses_bits_that_the_engine_does_not_have(string options, string fault)
    {
        Packer.Outcome pack = Packer.Run(["pack", "--checkpoint", model.Checkpoint, "--out", model.At("x.nlm"), .. options.Split(' ')]);
        Assert.NotEqual(0, pack.ExitCode);
        Assert.Contains(fault, pack.Error);
    }

    [Fact]
    public void Verify_accepts_a_sound_image_and_names_the_damage_of_another()
    {
        Packer.Outcome sound = Packer.Run("verify", model.Image);
        Assert.True(sound.ExitCode == 0, sound.Error);
        Assert.Contains("2 of 2", sound.Output);
        byte[] bytes = File.ReadAllBytes(model.Image);
        bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("light_on"))]++;
        File.WriteAllBytes(model.At("damaged.nlm"), bytes);
        Packer.Outcome damaged = Packer.Run("verify", model.At("damaged.nlm"));
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("GRAM 0", damaged.Error);
        Packer.Outcome run = Packer.Run("light on\n", ["run", "--model", model.At("damaged.nlm")]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("damaged.nlm: GRAM 0", run.Error);
    }

    [Fact]
    public void Inspect_shows_sections_and_grammar()
    {
        string image = Packer.Run("inspect", model.Image).Output;
        Assert.All(["LAYR 0", "light_set{level}", "canaries", "bidirectional"], part => Assert.Contains(part, image));
        Assert.Contains("samples to calibrate on", Packer.Run("inspect", model.Checkpoint).Output);
    }

    [Fact]
    public void Ctrl_c_ends_training_early_with_a_usable_model()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no kill -INT on Windows");
        string[] arguments = ["train", model.At("lamp.yaml"), "--out", model.At("early"), "--epochs", "5000", "--epoch-size", "1500",
            .. SmallModel.Size];
        Packer.Outcome outcome = Packer.Interrupt("epoch ", arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("ended after", outcome.Error);
        Assert.Equal(0, Packer.Run("verify", model.At("early/model.nlm")).ExitCode);
    }

    [Fact]
    public void A_stopped_preset_says_how_to_go_on_and_other_options_are_not_mixed_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no kill -INT on Windows");
        string[] arguments = ["train", "--preset", "mcu-100k", "--data", model.At("lamp.yaml"), "--out", model.At("preset"), "--epoch-size"];
        Packer.Outcome outcome = Packer.Interrupt("teacher", [.. arguments, "1500"]);
        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("the same command goes on", outcome.Error);
        Assert.True(File.Exists(model.At("preset/teacher-1.state")));
        Packer.Outcome other = Packer.Run([.. arguments, "1600"]);
        Assert.Equal((1, ""), (other.ExitCode, other.Output));
        Assert.Contains("other options or data", other.Error);
    }

    [Fact]
    public void Distill_makes_a_model_that_packs_of_teachers_and_texts_without_labels()
    {
        File.WriteAllText(model.At("said.txt"), "light on now\nset the light to nine percent\n");
        string[] arguments =
        [
            "distill", "--data", model.At("lamp.yaml"), "--unlabelled", model.At("said.txt"), "--epochs", "5", "--epoch-size", "1000",
            .. SmallModel.Size[4..], "--dim", "24", "--hidden", "48", "--out", model.At("small.ckpt"), "--teacher",
        ];
        Packer.Outcome outcome = Packer.Run([.. arguments, $"{model.Checkpoint},{model.Checkpoint}"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("2 without labels", outcome.Error);
        Assert.Matches("model +1 layers of width 24", outcome.Output);
        Assert.False(File.Exists(model.At("small.ckpt.state")));
        Assert.Contains("teacher 2 model.ckpt sha256:", Packer.Run("inspect", model.At("small.ckpt")).Output);
        Assert.Equal(0, Packer.Run("pack", "--checkpoint", model.At("small.ckpt"), "--out", model.At("small.nlm")).ExitCode);

        Packer.Run("new", model.At("other.yaml"));
        arguments[2] = model.At("other.yaml");
        Packer.Outcome foreign = Packer.Run([.. arguments, model.Checkpoint]);
        Assert.Equal((1, ""), (foreign.ExitCode, foreign.Output));
        Assert.Contains("model.ckpt: the teacher knows other intents or slots", foreign.Error);
    }
}
