using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>What quantisation has led to.</summary>
/// <param name="Checkpoint">Float weights, norms folded, with the plan that packing follows.</param>
/// <param name="Static">Development accuracy, fake quantised, before any training.</param>
/// <param name="Trained">The same after it; equal to <paramref name="Static"/> where training did not help.</param>
/// <param name="Curve">Of the training; empty where there was none.</param>
/// <param name="WasCancelled">Whether training was ended early.</param>
public sealed record QuantizeResult(Checkpoint Checkpoint, Accuracy Static, Accuracy Trained, IReadOnlyList<CurvePoint> Curve, bool WasCancelled);
