namespace ModelPacker.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("packer").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("new")]
    [InlineData("train")]
    [InlineData("prune")]
    [InlineData("quantize")]
    [InlineData("calibrate")]
    [InlineData("eval")]
    [InlineData("pack")]
    [InlineData("inspect")]
    [InlineData("run")]
    [InlineData("verify")]
    [InlineData("bench")]
    public void Every_verb_explains_itself_with_examples(string verb)
    {
        Packer.Outcome outcome = Packer.Run(verb, "--help");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"modelpacker {verb}", outcome.Output[outcome.Output.IndexOf("Examples:", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData]
    [InlineData("trian")]
    [InlineData("train")]
    [InlineData("train", "a.yaml", "--out", "x", "--epochs", "many")]
    [InlineData("run", "--modle", "x")]
    [InlineData("new", "")]
    public void A_wrong_command_line_ends_with_2_and_a_hint(params string[] arguments)
    {
        Packer.Outcome outcome = Packer.Run(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("error: ", outcome.Error);
        Assert.Contains("--help", outcome.Error);
    }

    [Theory]
    [InlineData("bench", "--threads", "0")]
    [InlineData("train", "a.yaml", "--out", "m", "--threads", "0")]
    public void An_option_out_of_its_range_ends_with_2(params string[] arguments)
    {
        Packer.Outcome outcome = Packer.Run(arguments);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("--threads", outcome.Error);
    }

    [Fact]
    public void Options_that_contradict_each_other_end_with_2()
    {
        Packer.Run("new", At("c.yaml"));
        Packer.Outcome outcome = Packer.Run("train", At("c.yaml"), "--out", At("m"), "--dim", "30");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("30", outcome.Error);
    }

    [Theory]
    [InlineData("there is no preset mcu-9g", "--preset", "mcu-9g")]
    [InlineData("--max-image is for --preset", "--max-image", "100000")]
    [InlineData("--max-image 0 must be a number of bytes above 0", "--preset", "mcu-1m", "--max-image", "0")]
    [InlineData("--max-image much must be a whole number", "--preset", "mcu-1m", "--max-image", "much")]
    [InlineData("--swaps often must be a number", "--swaps", "often")]
    [InlineData("--preset decides on --epochs, --dim", "--preset", "mcu-1m", "--dim", "64", "--epochs", "3")]
    [InlineData("--unlabelled needs a teacher", "--unlabelled", "c.yaml")]
    [InlineData("--swaps", "--swaps", "1.5")]
    public void What_a_preset_or_the_data_forbid_ends_with_2(string message, params string[] arguments)
    {
        Packer.Run("new", At("c.yaml"));
        Packer.Outcome outcome = Packer.Run(["train", "--data", At("c.yaml"), "--out", At("m"), .. arguments]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error);
    }

    [Fact]
    public void Training_on_nothing_ends_with_2()
    {
        Packer.Outcome outcome = Packer.Run("train", "--out", At("m"));
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("nothing to train on", outcome.Error);
    }

    [Fact]
    public void New_writes_a_file_that_generates_and_does_not_overwrite_it()
    {
        Assert.Equal(0, Packer.Run("new", At("c.yaml")).ExitCode);
        Packer.Outcome inspected = Packer.Run("inspect", At("c.yaml"), "--samples", "2");
        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Error));
        Assert.Contains("out of scope", inspected.Output);
        Assert.Equal(2, Packer.Run("new", At("c.yaml")).ExitCode);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_found_before_training()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        Packer.Run("new", At("c.yaml"));
        Packer.Outcome outcome = Packer.Run("train", At("c.yaml"), "--out", "/proc", "--epochs", "1000000");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("/proc: no file can be written there", outcome.Error);
    }

    [Fact]
    public void A_board_too_small_for_the_image_is_found_before_training()
    {
        Packer.Run("new", At("c.yaml"));
        File.WriteAllText(At("board.json"), """{"name":"tiny","slots":[{"bytes":1000}]}""");
        Assert.Contains("1000 are allowed", Fault("train", At("c.yaml"), "--out", At("m"), "--board", At("board.json"), "--epochs", "1000000"));
    }

    [Fact]
    public void Inspect_warns_of_doubtful_places()
    {
        File.WriteAllText(At("c.yaml"), "name: x\nintents:\n  a: {sentences: [go]}\n  b: {sentences: [go]}\n");
        Assert.Contains("c.yaml:4:19: \"go\" is both", Packer.Run("inspect", At("c.yaml")).Error);
    }

    [Fact]
    public void A_missing_or_foreign_file_ends_with_1_and_its_name()
    {
        Assert.Contains("nowhere.nlm", Fault("run", "--model", At("nowhere.nlm")));
        File.WriteAllText(At("poem.txt"), "roses are red");
        Assert.Contains("NLM1", Fault("verify", At("poem.txt")));
        Assert.Contains("poem.txt", Fault("inspect", At("poem.txt")));
        Assert.Contains("checkpoint", Fault("pack", "--checkpoint", At("poem.txt"), "--out", At("x.nlm")));
    }

    [Fact]
    public void A_mistake_in_a_command_file_is_told_with_its_place()
    {
        File.WriteAllText(At("bad.yaml"),
            "name: bad\nlanguage: en\nintents:\n  go:\n    slots: [whither]\n    sentences: [\"go to {whither}\"]\n");
        Assert.Matches(@"bad\.yaml:\d+:\d+: .*whither", Fault("train", At("bad.yaml"), "--out", At("m")));
    }

    private static string Fault(params string[] arguments)
    {
        Packer.Outcome outcome = Packer.Run(arguments);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.DoesNotContain("   at ", outcome.Error);
        return outcome.Error;
    }

    private string At(string name) => Path.Combine(folder, name);
}
