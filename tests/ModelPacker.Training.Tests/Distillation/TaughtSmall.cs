using ModelPacker.Core.Model;

namespace ModelPacker.Training.Tests.Distillation;

/// <summary>A small model trained once for all tests of a class, to teach others.</summary>
public sealed class TaughtSmall
{
    internal static readonly TrainingOptions Options = new()
    {
        Dim = 32, Hidden = 64, Layers = 1, Pieces = 120, NgramRows = 64, MaxTokens = 24, Epochs = 4, BatchSize = 16, Dropout = 0.05f, LearningRate = 5e-3f,
    };

    public Checkpoint Teacher { get; } = Trainer.Run(new TrainingJob(Options, SmallSchema.Schema, new SmallSchema(500), [.. new SmallSchema(120).Epoch(99)])).Checkpoint;
}
