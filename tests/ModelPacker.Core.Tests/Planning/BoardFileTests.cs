using ModelPacker.Core.Image;
using ModelPacker.Core.Planning;

namespace ModelPacker.Core.Tests.Planning;

public sealed class BoardFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Reads_regions_and_what_is_taken_of_them()
    {
        File.WriteAllText(path, """
            {
              "name": "b", "weight_order": "dsp", "arena": "SDRAM",
              "memory": {
                "CODE": {"bytes": "0x400", "taken": {"firmware": 100, "settings": "0x10"}},
                "RAM": {"bytes": 2048},
                "SDRAM": {"bytes": 65536, "kind": "ram"}
              },
              "stack": {"bytes": 512, "measured": 300},
              "slots": [{"bytes": 300, "taken": {"header": 20}}, {"bytes": "0x120"}]
            }
            """);
        BoardFile board = BoardFile.Load(path);
        Assert.Equal(("b", WeightOrder.Dsp, "SDRAM"), (board.Name, board.Order, board.ArenaRegion));
        Assert.Equal([("CODE", RegionKind.Flash, 1024L), ("RAM", RegionKind.Ram, 2048L), ("SDRAM", RegionKind.Ram, 65536L)],
            board.Regions.Select(region => (region.Name, region.Kind, region.Bytes)));
        Assert.Equal([new MemoryUse("firmware", 100), new MemoryUse("settings", 16)], board.Regions[0].Taken);
        Assert.Equal(new StackUse("RAM", 512, 300), board.Stack);
        Assert.Equal([("slot 0", 300L), ("slot 1", 288L)], board.Slots.Select(slot => (slot.Name, slot.Bytes)));
        Assert.Equal(280, board.SlotBytes);
    }

    [Fact]
    public void Needs_no_more_than_a_name()
    {
        File.WriteAllText(path, """{"name":"b"}""");
        BoardFile board = BoardFile.Load(path);
        Assert.Equal((null, null, WeightOrder.Rows), (board.SlotBytes, board.Stack, board.Order));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"name\":null}")]
    [InlineData("{\"name\":\"b\",\"weight_order\":\"columns\"}")]
    [InlineData("{\"name\":\"b\",\"memory\":{\"RAM\":{\"bytes\":1,\"kind\":\"paper\"}}}")]
    [InlineData("{\"name\":\"b\",\"memory\":{\"RAM\":{\"bytes\":1,\"taken\":[5]}}}")]
    [InlineData("{\"name\":\"b\",\"arena\":\"SDRAM\",\"memory\":{\"RAM\":{\"bytes\":1}}}")]
    [InlineData("{\"name\":\"b\",\"memory\":{\"RAM\":{\"bytes\":1}},\"stack\":{\"bytes\":1,\"region\":\"CCM\"}}")]
    [InlineData("{\"name\":\"b\",\"stack\":{}}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":null}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":-1}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":\"many\"}]}")]
    [InlineData("{\"name\":\"b\",\"slots\":[{\"bytes\":\"0xfffffffffffffffff\"}]}")]
    public void Refuses_what_is_no_board_file_by_its_name(string text)
    {
        File.WriteAllText(path, text);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => BoardFile.Load(path)).Message);
    }
}
