using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;

namespace ModelPacker.Training;

/// <summary>What a run has led to.</summary>
/// <param name="Checkpoint">The weights that did best on the development set.</param>
/// <param name="Development">Their accuracy.</param>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="SentencesPerSecond">Training speed, evaluation not counted.</param>
/// <param name="TooLong">Sentences of the first epoch that were left out because they have more tokens than the model takes.</param>
/// <param name="WasCancelled">Whether the run was stopped before its end.</param>
/// <param name="Curve">The loss some two hundred times, and the accuracy after each epoch.</param>
public sealed record TrainingResult(
    Checkpoint Checkpoint, Accuracy Development, int Epochs, double SentencesPerSecond, int TooLong, bool WasCancelled, IReadOnlyList<CurvePoint> Curve);
