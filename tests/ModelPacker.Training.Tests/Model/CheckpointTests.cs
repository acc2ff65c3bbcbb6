using System.Security.Cryptography;
using System.Text;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Training.Tests.Model;

public sealed class CheckpointTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        Checkpoint saved = Sample();
        Checkpoint read = CheckpointFile.Read(CheckpointFile.Write(saved));
        Assert.Equal(saved.Config, read.Config);
        Assert.Equal(saved.Pieces, read.Pieces);
        Assert.Equal(saved.Provenance, read.Provenance);
        Assert.Equal(saved.Schema.SentenceOutputs, read.Schema.SentenceOutputs);
        Assert.Equal(new NamedNumber("half", 50), read.Schema.Slots[1].Words[0]);
        Assert.Equal((0, 1), read.Schema.Actions[0].Conditions[0]);
        foreach ((WeightTensor one, WeightTensor other) in saved.Weights.Tensors.Zip(read.Weights.Tensors)) Assert.Equal(one.Values, other.Values);
        Assert.Equal(CheckpointFile.Write(saved), CheckpointFile.Write(read));
    }

    [Fact]
    public void A_file_is_saved_and_loaded_and_a_missing_one_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            CheckpointFile.Save(Sample(), path);
            Assert.Equal(CheckpointFile.Write(Sample()), CheckpointFile.Write(CheckpointFile.Load(path)));
            File.WriteAllText(path, "turn on the light, but this is only text and no checkpoint at all");
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => CheckpointFile.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_is_refused()
    {
        byte[] bytes = CheckpointFile.Write(Sample());
        for (int length = 0; length < bytes.Length; length += 7)
        {
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(bytes.AsSpan(0, length)));
        }
        for (int at = 0; at < bytes.Length; at += 3)
        {
            bytes[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(bytes));
            bytes[at] ^= 0x10;
        }
    }

    [Fact]
    public void A_plan_is_kept_to_the_bit_and_a_checkpoint_without_one_does_not_mention_it()
    {
        var steps = new LayerSteps(0.1, 0.2, 1 / 3.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
        var plan = new QuantizationPlan(Math.PI / 1e4, 0.01, 0.02, 0.03, 70_000, [steps]) { Format = new WeightFormat(4, 8, 32) };
        QuantizationPlan read = CheckpointFile.Read(CheckpointFile.Write(Sample() with { Plan = plan })).Plan!;
        Assert.Equal(plan with { Layers = read.Layers }, read);
        Assert.Equal([steps], read.Layers);
        Assert.Null(CheckpointFile.Read(CheckpointFile.Write(Sample())).Plan);
        Assert.Equal(-1, CheckpointFile.Write(Sample()).AsSpan().IndexOf("\"Plan\""u8));
    }

    [Fact]
    public void A_plan_for_another_model_is_refused()
    {
        var plan = new QuantizationPlan(1e-4, 0.01, 0.02, 0.03, 70_000, []);
        Assert.Contains("0 layers", Assert.Throws<ArgumentException>(() => Sample() with { Plan = plan }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Dim\":8", "\"Dim\":9")]
    [InlineData("\"Pieces\":4", "\"Pieces\":5")]
    [InlineData("\"Schema\":{", "\"Schemo\":{")]
    public void A_header_that_contradicts_the_rest_is_refused_although_the_digest_fits(string old, string changed)
    {
        byte[] bytes = CheckpointFile.Write(Sample());
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0);
        Encoding.UTF8.GetBytes(changed).CopyTo(bytes, at);
        SHA256.HashData(bytes.AsSpan(..^32), bytes.AsSpan(^32..));
        string message = Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(bytes)).Message;
        Assert.Contains("contradicts itself", message, StringComparison.Ordinal);
    }

    private static Checkpoint Sample()
    {
        Slot area = Slot.List("area", ["kitchen", "attic"]);
        var level = new Slot("level", SlotKind.Range, Unit.Percent, 0, 100, [], [new NamedNumber("half", 50)]);
        var schema = new Schema("test", [area, level], [new Intent("light", [new SlotUse(0, false), new SlotUse(1, true)])], [new PinAction(0, 3, true, [(0, 1)])]);
        var config = new ModelConfig(8, 1, 2, 1, 4, 8, 16, false, 4, 5, schema.SentenceOutputs, schema.TagOutputs);
        var weights = new ModelWeights(config);
        float next = 0;
        foreach (WeightTensor tensor in weights.Tensors)
        {
            for (int i = 0; i < tensor.Values.Length; i++) tensor.Values[i] = next += 0.37f;
        }
        return new Checkpoint(weights, ["<unk>", "<end>", " a", "a"], schema, new Dictionary<string, string> { ["seed"] = "7", ["corpus"] = "abc" });
    }
}
