namespace ModelPacker.Training;

/// <summary>How a model does on labelled utterances, judged by the most probable outputs (the device's decoding can only do better).</summary>
/// <param name="Intent">Share of right intents, out of scope included.</param>
/// <param name="Frame">Share of texts whose intent, list slots and tags are all right; out of scope counts when it is recognised.</param>
public sealed record Accuracy(double Intent, double Frame);

/// <summary>State of a training run.</summary>
/// <param name="Epoch">Epoch under way, counted from 1.</param>
/// <param name="Epochs">Epochs of the run.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the run.</param>
/// <param name="Loss">Mean training loss since the last report.</param>
/// <param name="Development">Of the last finished epoch; null before that.</param>
/// <param name="SentencesPerSecond">Training speed since the run began, evaluation not counted.</param>
/// <param name="Remaining">Estimate of the time left.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, Accuracy? Development, double SentencesPerSecond, TimeSpan Remaining);
