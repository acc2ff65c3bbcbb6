using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Tests.Planning;

public sealed class MemoryPlanTests
{
    private static readonly ModelConfig Shape = new(128, 2, 4, 4, 32, 336, 64, false, 1000, 2048, 12, 9);

    /// <summary>The arena as restated here is what the engine says of images of the same shape.</summary>
    [Fact]
    public void The_arena_is_the_engine_s()
    {
        var schema = new Schema("one", [Slot.List("area", ["kitchen", "hallway"])], [new Intent("on", [new SlotUse(0, false)])], []);
        string[] pieces = ["<unk>", "<end>", " a", "b"];
        var random = new Random(3);
        for (int i = 0; i < 40; i++)
        {
            int kv = random.Next(1, 4), headDim = 4 * random.Next(1, 12);
            var config = new ModelConfig(
                4 * random.Next(1, 30), random.Next(1, 4), kv * random.Next(1, 4), kv, headDim, 4 * random.Next(1, 200), random.Next(1, 100),
                random.Next(2) == 0, pieces.Length, 13, schema.SentenceOutputs, schema.TagOutputs);
            ModelWeights weights = RandomModel.Weights(config, i);
            QuantizedModel model = Quantizer.Quantize(weights, PlanBuilder.Build(weights, RandomModel.Ranges(weights, i)));
            byte[] bytes = new ModelImage(new ImageHeader(), model, TrieBuilder.Build(pieces, unk: 0, end: 1), schema, CalibrationSection.Identity, [], "").Write();
            using var image = new HostImage(bytes);
            Assert.Equal((image.ArenaBytes, config), ((int)ArenaLayout.Of(config).Total, config));
        }
    }

    [Fact]
    public void Causal_models_keep_keys_and_values_of_all_layers()
    {
        Assert.Equal(2 * 64 * 128, ArenaLayout.Of(Shape).KeysAndValues);
        Assert.Equal(2 * 2 * 64 * 128, ArenaLayout.Of(Shape with { Causal = true }).KeysAndValues);
    }

    [Fact]
    public void Everything_lies_in_its_region()
    {
        MemoryPlan plan = MemoryPlan.Of(Board(ram: 50_000, slot: 800_000), 700_000, Shape);
        Assert.True(plan.Fits);
        Assert.Equal("", plan.Overflow());
        Assert.Equal(["RAM: heap 1000, stack 2000, model and session 88, arena 39168, left 7744", "slot 0: image 700000, left 100000"],
            plan.Regions.Select(region =>
                $"{region.Region.Name}: {string.Join(", ", region.Uses.Select(use => $"{use.What} {use.Bytes}"))}, left {region.Left}"));
        plan.Demand();
    }

    [Theory]
    [InlineData(50_000, 699_999, "slot 0 of b has 699,999 bytes, 1 too few: image 700,000")]
    [InlineData(42_255, 700_000, "RAM of b has 42,255 bytes, 1 too few: heap 1,000, stack 2,000, model and session 88, arena 39,168")]
    public void One_byte_too_few_is_refused_with_the_numbers(int ram, int slot, string message)
    {
        MemoryPlan plan = MemoryPlan.Of(Board(ram, slot), 700_000, Shape);
        Assert.False(plan.Fits);
        Assert.Equal(message, Assert.Throws<ImageException>(plan.Demand).Message);
        Assert.True(MemoryPlan.Of(Board(42_256, 700_000), 700_000, Shape).Fits);
    }

    private static BoardFile Board(int ram, int slot) => new(
        "b", [new MemoryRegion("RAM", RegionKind.Ram, ram, [new MemoryUse("heap", 1000)])], [new MemoryRegion("slot 0", RegionKind.Flash, slot, [])],
        new StackUse("RAM", 2000, null), "RAM", WeightOrder.Rows);
}
