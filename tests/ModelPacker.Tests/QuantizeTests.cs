namespace ModelPacker.Tests;

public sealed class QuantizeTests(SmallModel model) : IClassFixture<SmallModel>
{
    [Theory]
    [InlineData("calibrate")]
    [InlineData("quantize", "--epochs", "2", "--epoch-size", "600")]
    public void A_checkpoint_is_written_that_packs_to_fewer_bytes(string verb, params string[] more)
    {
        string path = model.At(verb + ".ckpt"), image = model.At(verb + ".nlm");
        Packer.Outcome outcome = Packer.Run(
            [verb, "--checkpoint", model.Checkpoint, "--data", model.At("lamp.yaml"), "--bits", "4", "--embedding-bits", "4", "--group", "16", "--out", path, .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Matches(@"same answers, fake quantised and packed: (100\.0|99\.9) %", outcome.Output);
        Assert.Equal(0, Packer.Run("pack", "--checkpoint", path, "--out", image).ExitCode);
        Assert.True(new FileInfo(image).Length < new FileInfo(model.Image).Length - 8000);
        Packer.Outcome verified = Packer.Run("verify", image);
        Assert.True(verified.ExitCode == 0, verified.Error);
    }

    [Theory]
    [InlineData("must be 8 or 4", "--bits", "2")]
    [InlineData("groups need --bits 4", "--group", "32")]
    [InlineData("--percentile 0.00 must be above 0", "--method", "percentile", "--percentile", "0")]
    [InlineData("it is mse or percentile", "--method", "guess")]
    public void What_the_engine_lacks_is_refused(string message, params string[] options)
    {
        Packer.Outcome outcome = Packer.Run(
            ["calibrate", "--checkpoint", model.Checkpoint, "--data", model.At("lamp.yaml"), "--out", model.At("x.ckpt"), .. options]);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error);
    }

    [Fact]
    public void Data_of_another_model_are_refused()
    {
        File.WriteAllText(model.At("other.jsonl"), """{"text":"light on","intent":"lamp_on","slots":{}}""" + "\n" + """{"text":"light off","intent":"lamp_off","slots":{}}""" + "\n");
        Packer.Outcome outcome = Packer.Run("calibrate", "--checkpoint", model.Checkpoint, "--data", model.At("other.jsonl"), "--out", model.At("x.ckpt"));
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("its intents are not those", outcome.Error);
    }
}
