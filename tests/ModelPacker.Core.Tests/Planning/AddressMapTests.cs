using System.Text;
using ModelPacker.Core.Planning;

namespace ModelPacker.Core.Tests.Planning;

public sealed class AddressMapTests
{
    private const string Flash = """ "base": 4096, "bytes": 4096, "sectors": [{"count": 4, "bytes": 256}, {"count": 3, "bytes": 1024}] """;

    [Fact]
    public void Slots_in_a_region_are_taken_of_it()
    {
        BoardFile board = Parse($$"""
            { "name": "b", "memory": { "FLASH": { {{Flash}}, "taken": { "firmware": {"base": 4096, "bytes": 256} } }, "RAM": {"bytes": 64} },
              "slots": [{"base": 4352, "bytes": 768}, {"base": 5120, "bytes": 1024}, {"base": 65536, "bytes": 999}] }
            """);
        Assert.Equal([new MemoryUse("firmware", 256, 4096), new MemoryUse("slot 0", 768, 4352), new MemoryUse("slot 1", 1024, 5120)], board.Regions[0].Taken);
        Assert.Empty(board.Regions[1].Taken);
    }

    [Theory]
    [InlineData("""{"base": 4096, "bytes": 512}""", """{"base": 4352, "bytes": 256}""", "deployment (0x00001000 to 0x000011ff) and slot 0 (0x00001100 to 0x000011ff) overlap")]
    [InlineData("""{"base": 4096, "bytes": 256}""", """{"base": 4864, "bytes": 512}""", "slot 0 (0x00001300 to 0x000014ff) does not lie on whole sectors of FLASH")]
    [InlineData("""{"base": 4100, "bytes": 252}""", """{"base": 5120, "bytes": 1024}""", "deployment (0x00001004 to 0x000010ff) does not lie on whole sectors")]
    [InlineData("""{"base": 4096, "bytes": 256}""", """{"base": 7168, "bytes": 2048}""", "slot 0 (0x00001c00 to 0x000023ff) sticks out of FLASH")]
    [InlineData("""{"base": 0, "bytes": 4352}""", """{"base": 5120, "bytes": 1024}""", "deployment (0x00000000 to 0x000010ff) sticks out of FLASH")]
    public void What_does_not_fit_together_is_refused_by_name(string deployment, string slot, string fault)
    {
        string json = $$"""{ "name": "b", "memory": { "FLASH": { {{Flash}}, "taken": { "deployment": {{deployment}} } }, "RAM": {"bytes": 64} }, "slots": [{{slot}}] }""";
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => Parse(json)).Message);
    }

    [Theory]
    [InlineData("""{ "name": "b", "slots": [{"base": 0, "bytes": 512}, {"base": 511, "bytes": 512}] }""", "slot 0 (0x00000000 to 0x000001ff) and slot 1")]
    [InlineData("""{ "name": "b", "memory": { "A": {"base": 0, "bytes": 9}, "RAM": {"base": 8, "bytes": 9} } }""", "A (0x00000000 to 0x00000008) and RAM")]
    [InlineData("""{ "name": "b", "memory": { "A": {"base": 0, "bytes": 9, "sectors": [{"count": 2, "bytes": 4}]}, "RAM": {"bytes": 9} } }""", "the sectors of A do not add up to its 9 bytes")]
    public void Regions_slots_and_sectors_are_checked(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => Parse(json)).Message);

    private static BoardFile Parse(string json) => BoardFile.Parse(Encoding.UTF8.GetBytes(json), "board.json");
}
