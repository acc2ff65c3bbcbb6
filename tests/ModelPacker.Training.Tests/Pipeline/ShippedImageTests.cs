using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Training.Tests.Pipeline;

public sealed class ShippedImageTests
{
    [Fact]
    public void Packing_the_default_checkpoint_gives_the_default_image_to_the_byte()
    {
        string folder = Path.Combine(Repository.Root, "models", "smart-home");
        Checkpoint checkpoint = CheckpointFile.Load(Path.Combine(folder, "model.ckpt"));
        byte[] image = CheckpointPacker.Pack(checkpoint, new PackOptions(new ImageHeader())).Image;
        Assert.True(image.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, "model.nlm"))), "models/smart-home/model.nlm differs: pack it anew");
    }
}
