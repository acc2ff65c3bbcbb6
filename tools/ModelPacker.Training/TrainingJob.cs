using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;

namespace ModelPacker.Training;

/// <summary>One training: of a fresh model, or one that goes on from given weights.</summary>
/// <param name="Options">The recipe; and the model's size where <see cref="Start"/> does not give it.</param>
/// <param name="Schema">What the model shall tell apart.</param>
/// <param name="Training">Training sentences.</param>
/// <param name="Development">Labelled utterances that pick the best weights; they go into the checkpoint as its samples.</param>
public sealed record TrainingJob(TrainingOptions Options, Schema Schema, IExampleSource Training, IReadOnlyList<Utterance> Development)
{
    /// <summary>Where to start: weights, shape and subwords. Null: random weights of the shape that the options give.</summary>
    public Checkpoint? Start { get; init; }

    /// <summary>All subwords, specials included; null: those of <see cref="Start"/>, or new ones from the first epoch.</summary>
    public IReadOnlyList<string>? Pieces { get; init; }

    /// <summary>What a teacher says of the training texts; null: only the labels count.</summary>
    public SoftTargets? Targets { get; init; }

    /// <summary>How much <see cref="Targets"/> count.</summary>
    public DistillationOptions Distillation { get; init; } = new();

    /// <summary>
    /// Makes the networks that are trained and judged from weights and a dropout; other than the default where training shall see more than
    /// the float model, such as the rounding of quantisation. <see cref="Variant"/> then has to tell which.
    /// </summary>
    public Func<ModelWeights, float, CommandNetwork> Network { get; init; } = (weights, dropout) => new CommandNetwork(weights, dropout);

    /// <summary>Tells this job from others with the same options and data whose <see cref="Network"/> differs.</summary>
    public string Variant { get; init; } = "";

    /// <summary>
    /// A file that keeps an interrupted run, so that the same job goes on where it stopped and ends with the same bytes; null: none. It is
    /// written every half minute and when the run is cancelled. Whoever has saved the result deletes it.
    /// </summary>
    public string? StateFile { get; init; }
}
