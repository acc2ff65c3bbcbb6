using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelPacker.Tests;

/// <summary>Planning a board's memory.</summary>
public sealed partial class PlanTests(SmallModel model) : IClassFixture<SmallModel>
{
    private readonly long image = new FileInfo(model.Image).Length;

    [Fact]
    public void Pack_prints_where_everything_lies()
    {
        Packer.Outcome pack = Pack(ram: 1_000_000, slot: 2_000_000, "fits.nlm");
        Assert.True(pack.ExitCode == 0, pack.Error);
        Assert.Contains("memory of small ", pack.Output);
        Assert.Matches(@"RAM \(ram\) +1,000,000\n +heap +1,000 +999,000\n +stack +512 +998,488\n +model and session ", pack.Output);
        Assert.Matches($@"slot 0 \(flash\) +2,000,000\n +image +{image:n0} +{2_000_000 - image:n0}", pack.Output);
        Assert.Contains("at most 400 bytes, measured", pack.Output);
        Packer.Outcome inspect = Packer.Run("inspect", model.At("fits.nlm"), "--board", model.At("board.json"));
        Assert.EndsWith(pack.Output[pack.Output.IndexOf("memory of", StringComparison.Ordinal)..], inspect.Output);
        Assert.Equal(0, inspect.ExitCode);
    }

    /// <summary>What is said to fit does, and is not larger than was said.</summary>
    [Fact]
    public void Pack_refuses_an_image_for_a_slot_that_is_too_small_and_says_what_would_fit()
    {
        Packer.Outcome pack = Pack(ram: 1_000_000, slot: (int)(0.95 * image), "large.nlm");
        Assert.Equal((1, ""), (pack.ExitCode, pack.Output));
        Assert.False(File.Exists(model.At("large.nlm")));
        Assert.Contains($"slot 0 of small has {(int)(0.95 * image):n0} bytes, {image - (int)(0.95 * image):n0} too few: image {image:n0}", pack.Error);
        Assert.Contains("prune --ngram-rows ", pack.Error);
        Assert.Contains("train --preset mcu-100k ", pack.Error);
        Match[] formats = [.. Formats().Matches(pack.Error).Cast<Match>()];
        Assert.Contains(formats, format => format.Groups["fits"].Value == "yes");
        foreach (Match format in formats)
        {
            Packer.Outcome smaller = Pack(ram: 1_000_000, slot: 2_000_000, "smaller.nlm", format.Groups["options"].Value.Split(' '));
            Assert.True(smaller.ExitCode == 0, smaller.Error);
            long said = long.Parse(format.Groups["bytes"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            long made = new FileInfo(model.At("smaller.nlm")).Length;
            Assert.InRange(made, said - 1024, said);
            Assert.Equal(format.Groups["fits"].Value == "yes", said <= (int)(0.95 * image));
        }
    }

    [Fact]
    public void Pack_refuses_too_little_ram_and_says_which_prompts_would_fit()
    {
        Packer.Outcome pack = Pack(ram: 9_000, slot: 2_000_000, "large.nlm");
        Assert.Equal(1, pack.ExitCode);
        Assert.Matches(@"RAM of small has 9,000 bytes, [0-9,]+ too few: heap 1,000, stack 512, model and session [0-9]+, arena [0-9,]+\n", pack.Error);
        Match shorter = ShorterPrompts().Match(pack.Error);
        Assert.True(shorter.Success, pack.Error);
        Assert.Equal("yes", shorter.Groups["fits"].Value);
        Assert.InRange(int.Parse(shorter.Groups["tokens"].Value, CultureInfo.InvariantCulture), 20, 63);
    }

    [Fact]
    public void Inspect_plans_images_only_and_fails_where_one_does_not_fit()
    {
        Pack(ram: 1_000_000, slot: 1000, "large.nlm");
        Packer.Outcome inspect = Packer.Run("inspect", model.Image, "--board", model.At("board.json"));
        Assert.Equal(1, inspect.ExitCode);
        Assert.Contains("slot 0 of small has 1,000 bytes", inspect.Error);
        Packer.Outcome checkpoint = Packer.Run("inspect", model.Checkpoint, "--board", model.At("board.json"));
        Assert.Equal(2, checkpoint.ExitCode);
        Assert.Contains("--board plans an image", checkpoint.Error);
    }

    private Packer.Outcome Pack(int ram, int slot, string output, params string[] options)
    {
        File.WriteAllText(model.At("board.json"), $$$"""
            {
              "name": "small", "stack": {"bytes": 512, "measured": 400}, "slots": [{"bytes": {{{slot}}}}],
              "memory": {"RAM": {"bytes": {{{ram}}}, "taken": {"heap": 1000} } }
            }
            """);
        return Packer.Run(["pack", "--checkpoint", model.Checkpoint, "--out", model.At(output), "--board", model.At("board.json"), .. options]);
    }

    [GeneratedRegex(@"^ +pack (?<options>[-a-z0-9 ]+?) +(?<bytes>[0-9,]+) +[0-9,]+ +(?<fits>yes|no)$", RegexOptions.Multiline)]
    private static partial Regex Formats();

    [GeneratedRegex(@"train --max-tokens (?<tokens>[0-9]+) +[0-9,]+ +[0-9,]+ +(?<fits>yes|no)")]
    private static partial Regex ShorterPrompts();
}
