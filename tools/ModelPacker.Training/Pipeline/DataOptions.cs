namespace ModelPacker.Training.Pipeline;

/// <summary>What to train from.</summary>
public sealed record DataOptions
{
    /// <summary>At most one command file (.yaml, .yml), and any number of files of labelled utterances (.jsonl).</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Files of labelled utterances that training must not see: they pick the best weights and calibrate confidence.</summary>
    public IReadOnlyList<string> Development { get; init; } = [];

    /// <summary>Files of texts without labels, one a line, which only a teacher labels.</summary>
    public IReadOnlyList<string> Unlabelled { get; init; } = [];

    /// <summary>Utterances generated from the command file for each epoch.</summary>
    public int EpochSize { get; init; } = 20_000;

    /// <summary>
    /// Utterances generated to judge on: one half from templates that training does not see, the other fresh ones from those it sees.
    /// </summary>
    public int HeldOutSize { get; init; } = 2_400;

    /// <summary>Part of the templates, or of the labelled utterances where there is no command file, that training does not see.</summary>
    public double HeldOutShare { get; init; } = 0.05;

    /// <summary>How often the words of a slot in a labelled utterance give way to others that the slot had elsewhere, 0..1.</summary>
    public double Swaps { get; init; } = 0.3;

    /// <summary>Part of the labelled utterances that get typing mistakes and the like in an epoch, 0..1; those from a command file have theirs.</summary>
    public double Noise { get; init; } = 0.25;

    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; } = 1;
}
