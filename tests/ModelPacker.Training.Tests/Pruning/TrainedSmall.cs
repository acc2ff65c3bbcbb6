using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Training.Network;
using ModelPacker.Training.Pruning;

namespace ModelPacker.Training.Tests.Pruning;

/// <summary>A model of the toy language, trained once for all tests of a class.</summary>
public sealed class TrainedSmall
{
    internal static readonly TrainingOptions Options = new()
    {
        Dim = 32, Hidden = 48, Layers = 3, Heads = 4, KvHeads = 2, Pieces = 140, NgramRows = 96, MaxTokens = 32, Epochs = 4, BatchSize = 16, TableRate = 1, NgramDropout = 0.8f, Dropout = 0.05f,
        LearningRate = 5e-3f,
    };

    public TrainedSmall()
    {
        Examples = [.. new SmallSchema(300).Epoch(0)];
        Checkpoint = Trainer.Run(new TrainingJob(Options, SmallSchema.Schema, new SmallSchema(600), [.. new SmallSchema(120).Epoch(99)])).Checkpoint;
        Calibration = Calibrate(Checkpoint);
        Importance = ImportanceMeter.Measure(Checkpoint.Weights, Calibration);
    }

    /// <summary>Labelled utterances.</summary>
    public IReadOnlyList<Utterance> Examples { get; }

    public Checkpoint Checkpoint { get; }

    public CalibrationSet Calibration { get; }

    public Importance Importance { get; }

    /// <summary>The examples as a model reads them.</summary>
    public CalibrationSet Calibrate(Checkpoint checkpoint) => new(checkpoint, Examples, new LossWeights());

    /// <summary>A model's loss on the examples.</summary>
    public double Loss(Checkpoint checkpoint) => Calibrate(checkpoint).Loss(new CommandNetwork(checkpoint.Weights));
}
