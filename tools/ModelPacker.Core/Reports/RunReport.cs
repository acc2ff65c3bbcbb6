using ModelPacker.Core.Evaluation;

namespace ModelPacker.Core.Reports;

/// <summary>One point of a stage's curves.</summary>
/// <param name="Step">Training step, from 1.</param>
/// <param name="Loss">Mean training loss since the point before, in nat.</param>
/// <param name="DevelopmentFrame">Share of development utterances entirely right, 0..1; null where it was not measured.</param>
/// <param name="DevelopmentIntent">Share whose intent is right, 0..1.</param>
public sealed record CurvePoint(int Step, double Loss, double? DevelopmentFrame, double? DevelopmentIntent);

/// <summary>One stage of a run: a row of the report.</summary>
/// <param name="Name">Short: teacher, distilled, pruned, ...</param>
/// <param name="Description">What was done, in a sentence.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="MultiplyAccumulates">Per token, in matrix products of the trunk; 0 where there are none.</param>
/// <param name="Bytes">Of the image it would make, or takes.</param>
/// <param name="Seconds">Time the stage took.</param>
/// <param name="Intent">Share of development commands whose intent is right, 0..1.</param>
/// <param name="Frame">Share of them entirely right; null where the stage gives no slots.</param>
/// <param name="SlotF1">Harmonic mean of slot precision and recall; null where there are no slots.</param>
/// <param name="Curve">Of its training; empty where there was none.</param>
public sealed record StageRecord(
    string Name, string Description, long Weights, long MultiplyAccumulates, long Bytes, double Seconds,
    double? Intent, double? Frame, double? SlotF1, IReadOnlyList<CurvePoint> Curve);

/// <summary>The range of one activation tensor over the calibration texts.</summary>
/// <param name="Name">Layer and kind.</param>
/// <param name="Max">Largest magnitude seen.</param>
/// <param name="Clip">Magnitude at which the integer tensor saturates.</param>
public sealed record LayerRange(string Name, double Max, double Clip);

/// <summary>All that a person looks at after a training run.</summary>
/// <param name="Title">The schema's name.</param>
/// <param name="Facts">Names and values: data, sizes, seed, preset.</param>
/// <param name="Stages">In the order in which they ran.</param>
/// <param name="Development">The packed image on the development utterances.</param>
/// <param name="Ranges">Activation ranges, first layer to last.</param>
public sealed record RunReport(
    string Title, IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<StageRecord> Stages,
    EvaluationReport Development, IReadOnlyList<LayerRange> Ranges);
