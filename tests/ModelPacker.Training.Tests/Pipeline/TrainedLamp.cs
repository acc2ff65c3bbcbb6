using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Training.Tests.Pipeline;

/// <summary>A tiny model trained once for all tests of a class.</summary>
public sealed class TrainedLamp
{
    internal static readonly TrainingOptions Options = new()
    {
        Dim = 32, Hidden = 64, Layers = 1, Heads = 2, KvHeads = 2, Pieces = 150, NgramRows = 128, MaxTokens = 32, Epochs = 6,
            Dropout = 0.05f, LearningRate = 5e-3f,
    };

    public TrainedLamp()
    {
        using var file = new LampFile();
        Data = TrainingData.Load(new DataOptions { Files = [file.Path], EpochSize = 1500, HeldOutSize = 300 });
        Result = TrainingPipeline.Run(Data, Options, new PackOptions(new ImageHeader()), checkpoint => Saved = checkpoint);
    }

    public TrainingData Data { get; }

    public PipelineResult Result { get; }

    /// <summary>The checkpoint that was handed out before packing.</summary>
    public Checkpoint? Saved { get; private set; }
}
