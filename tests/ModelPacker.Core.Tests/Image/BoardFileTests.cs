using ModelPacker.Core.Image;

namespace ModelPacker.Core.Tests.Image;

public sealed class BoardFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Reads_the_smallest_slot_and_the_ram()
    {
        File.WriteAllText(path, """{"name":"b","memory":{"RAM":{"bytes":"0x1000"}},"slots":[{"bytes":300},{"bytes":"0x100"}]}""");
        Assert.Equal(new BoardFile("b", 4096, 256), BoardFile.Load(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"name\":null}")]
    [InlineData("{\"name\":\"b\",\"weight_order\":\"columns\"}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":null}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":\"many\"}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":\"0xfffffffffffffffff\"}]}")]
    public void Refuses_what_is_no_board_file_by_its_name(string text)
    {
        File.WriteAllText(path, text);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => BoardFile.Load(path)).Message);
    }
}
