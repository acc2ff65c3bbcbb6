using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;

namespace ModelPacker.Training.Pruning;

/// <summary>One round of pruning and recovery.</summary>
/// <param name="Config">The shape after it.</param>
/// <param name="ImageBytes">Of the image that the model would make.</param>
/// <param name="Pruned">Accuracy on the development set before anything was trained.</param>
/// <param name="Recovered">Accuracy after the recovery training.</param>
/// <param name="Epochs">Of the recovery training.</param>
public sealed record PruneStep(ModelConfig Config, long ImageBytes, Accuracy Pruned, Accuracy Recovered, int Epochs);

/// <summary>What pruning has led to.</summary>
/// <param name="Checkpoint">The smaller model.</param>
/// <param name="Before">Accuracy of the model as it was.</param>
/// <param name="Steps">The rounds.</param>
/// <param name="Curve">Of the recovery training of all rounds.</param>
/// <param name="WasCancelled">Whether the recovery training was stopped early; the shape is reached all the same.</param>
public sealed record PruneResult(Checkpoint Checkpoint, Accuracy Before, IReadOnlyList<PruneStep> Steps, IReadOnlyList<CurvePoint> Curve, bool WasCancelled);
