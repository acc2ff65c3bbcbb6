using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Planning;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Planning;

namespace ModelPacker.Tests;

/// <summary>Boards that the tool knows by name.</summary>
public sealed class BoardTests(SmallModel model) : IClassFixture<SmallModel>
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public void Packs_for_a_board_by_its_name()
    {
        string image = model.At("board.nlm");
        Packer.Outcome pack = Packer.Run("pack", "--checkpoint", model.Checkpoint, "--out", image, "--board", "pico2_rp2350");
        Assert.True(pack.ExitCode == 0, pack.Error);
        Assert.Contains("memory of PICO2_RP2350 ", pack.Output);
        Packer.Outcome inspect = Packer.Run("inspect", image, "--board", Path.Combine(Root, "targets", "PICO2_RP2350"));
        Assert.EndsWith(pack.Output[pack.Output.IndexOf("memory of", StringComparison.Ordinal)..], inspect.Output);
    }

    [Theory]
    [InlineData("ESP32_S3")]
    [InlineData("PICO2_RP2350")]
    [InlineData("ST_STM32F769I_DISCOVERY")]
    public void Plans_the_default_model_beside_nanoFramework(string name)
    {
        Packer.Outcome inspect = Packer.Run("inspect", Default("model.nlm"), "--board", name);
        Assert.True(inspect.ExitCode == 0, inspect.Error);
        Assert.Matches(@"FLASH \(flash\)(.|\n)*nanoCLR(.|\n)*deployment(.|\n)*slot 0(.|\n)*slot 1(.|\n)*ARENA \(ram\)(.|\n)*slot 1 \(flash\)", inspect.Output);
    }

    /// <summary>Its flash holds two models of half the size: what `pack` answers there.</summary>
    [Fact]
    public void The_STM32F429I_is_too_small_for_the_default_model_and_pack_says_what_fits()
    {
        BoardFile board = BoardCatalog.Load("ST_STM32F429I_DISCOVERY");
        byte[] image = File.ReadAllBytes(Default("model.nlm"));
        Assert.StartsWith("slot 0 of ST_STM32F429I_DISCOVERY has 524,288 bytes, ", MemoryPlan.Of(board, image).Overflow());
        IReadOnlyList<SmallerModel> others = SmallerModels.Of(
            CheckpointFile.Load(Default("model.ckpt")), board, new PackOptions(new ImageHeader(), null, null, board.Order), image.Length);
        Assert.Contains(others, other => other.How == "train --preset mcu-300k" && other.Fits && other.ImageBytes <= board.SlotBytes);
    }

    [Fact]
    public void Lists_the_boards_when_there_is_no_such_one()
    {
        Packer.Outcome inspect = Packer.Run("inspect", Default("model.nlm"), "--board", "ESP32_S4");
        Assert.Equal(1, inspect.ExitCode);
        Assert.Matches("ESP32_S4: there is no such file, and no board of that name. Boards: .*ESP32_S3, .*ST_STM32F769I_DISCOVERY", inspect.Error.ReplaceLineEndings(" "));
    }

    private static string Default(string file) => Path.Combine(Root, "models", "smart-home", file);
}
