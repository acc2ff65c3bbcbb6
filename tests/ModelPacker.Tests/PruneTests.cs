namespace ModelPacker.Tests;

public sealed class PruneTests(SmallModel model) : IClassFixture<SmallModel>
{
    private string[] Arguments => ["prune", "--checkpoint", model.Checkpoint, "--data", model.At("lamp.yaml"), "--epoch-size", "400", "--out"];

    [Fact]
    public void A_smaller_checkpoint_comes_with_a_table_and_packs()
    {
        Packer.Outcome outcome = Packer.Run([.. Arguments, model.At("small.ckpt"), "--hidden", "32", "--keep-heads", "1", "--ngram-rows", "64", "--epochs", "8", "--steps", "2"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        string[] rows = [.. outcome.Output.TrimEnd().Split('\n').Select(row => row.Split("  ")[0])];
        Assert.Equal(["", "before", "pruned 1", "recovered 1", "pruned 2", "recovered 2"], rows);
        Assert.Contains("1 heads", Packer.Run("inspect", model.At("small.ckpt")).Output);
        Assert.Equal(0, Packer.Run("pack", "--checkpoint", model.At("small.ckpt"), "--out", model.At("small.nlm")).ExitCode);
        Assert.True(new FileInfo(model.At("small.nlm")).Length < new FileInfo(model.Image).Length - 4000);
        Packer.Outcome verified = Packer.Run("verify", model.At("small.nlm"));
        Assert.True(verified.ExitCode == 0, verified.Error);
    }

    [Theory]
    [InlineData("give --max-image, or what to keep")]
    [InlineData("4 heads cannot be had from this model; choose 1..2", "--keep-heads", "4")]
    [InlineData("choose a divisor, such as 64", "--ngram-rows", "50")]
    [InlineData("the smallest has", "--max-image", "3000")]
    [InlineData("at least 1", "--hidden", "32", "--steps", "0")]
    [InlineData("learning rate", "--hidden", "32", "--learning-rate", "0")]
    public void What_cannot_be_had_ends_with_2_and_what_can(string message, params string[] options)
    {
        Packer.Outcome outcome = Packer.Run([.. Arguments, model.At("none.ckpt"), .. options]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error);
        Assert.False(File.Exists(model.At("none.ckpt")));
    }

    [Fact]
    public void Data_of_another_language_are_refused()
    {
        File.WriteAllText(model.At("other.yaml"), "name: other\nlanguage: en\nintents:\n  feed: {sentences: [feed the fish]}\n");
        Packer.Outcome outcome = Packer.Run("prune", "--checkpoint", model.Checkpoint, "--data", model.At("other.yaml"), "--hidden", "32", "--out", model.At("x.ckpt"));
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("other intents or slots", outcome.Error);
    }
}
