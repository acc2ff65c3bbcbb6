using System.CommandLine;
using ModelPacker.Output;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>Options of the data that a model is trained on, and of the machine that trains, which several verbs share.</summary>
internal sealed class DataArguments
{
    private static readonly DataOptions Default = new() { Files = [] };

    private readonly Option<string[]> data = Options.Optional<string[]>("--data", "FILE",
        "a command file (.yaml), labelled utterances (.jsonl), or both", []);
    private readonly Option<string[]> development = Options.Optional<string[]>("--dev", "FILE",
        "labelled utterances that are not trained on, but pick weights and calibrate", []);
    private readonly Option<string[]> unlabelled = Options.Optional<string[]>("--unlabelled", "FILE",
        "texts without labels, one a line (.txt), which the teacher labels", []);
    private readonly Option<int> epochSize = Options.Optional<int>("--epoch-size", "N", "utterances generated for each epoch from a command file",
        Default.EpochSize);
    private readonly Option<double> swaps = Options.Optional<double>("--swaps", "SHARE",
        "how often a slot's words in a labelled utterance give way to others of the same slot, 0..1", Default.Swaps);
    private readonly Option<double> noise = Options.Optional<double>("--noise", "SHARE",
        "part of the labelled utterances that get typing mistakes and the like, 0..1", Default.Noise);
    private readonly Option<int> threads = Options.Optional<int>("--threads", "N", "processors to use", Environment.ProcessorCount);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[data, development, unlabelled, epochSize, swaps, noise, threads])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the files, and says what is doubtful in them.</summary>
    /// <param name="more">Data files that are given without the option.</param>
    /// <param name="taught">Whether there will be a teacher.</param>
    /// <exception cref="UsageException">Nothing is given to train on, or a number is out of its range.</exception>
    public TrainingData Load(ParseResult parsed, ulong seed, IReadOnlyList<string> more, bool taught)
    {
        var options = new DataOptions
        {
            Files = [.. more, .. parsed.GetRequiredValue(data)],
            Development = parsed.GetRequiredValue(development),
            Unlabelled = parsed.GetRequiredValue(unlabelled),
            EpochSize = parsed.GetValue(epochSize),
            Swaps = parsed.GetValue(swaps),
            Noise = parsed.GetValue(noise),
            Seed = seed,
        };
        if (options.Files.Count == 0)
        {
            throw new UsageException("there is nothing to train on: name a command file (.yaml) or labelled utterances (.jsonl)");
        }

        if (options.Unlabelled.Count > 0 && !taught)
        {
            throw new UsageException("--unlabelled needs a teacher that labels: give --preset, or distil with the verb distill");
        }

        if (parsed.GetValue(threads) < 1 || options.EpochSize < 1)
        {
            throw new UsageException("--threads and --epoch-size must be at least 1");
        }

        if (options.Swaps is not (>= 0 and <= 1) || options.Noise is not (>= 0 and <= 1))
        {
            throw new UsageException("--swaps and --noise must lie in 0..1");
        }

        Files.Demand(options.Files.Concat(options.Development).Concat(options.Unlabelled));
        Parallelism.Threads = parsed.GetValue(threads);
        TrainingData loaded = TrainingData.Load(options);
        foreach (var warning in loaded.Warnings)
        {
            Terminal.Warn(warning.ToString());
        }

        return loaded;
    }

    /// <summary>Says what there is to train on.</summary>
    public static void Describe(TrainingData data)
    {
        string lines = data.Unlabelled.Count == 0 ? "" : $", {data.Unlabelled.Count} without labels";
        Terminal.Note(
            $"{data.Schema.Name}: {data.Schema.Intents.Count} intents, {data.Schema.Slots.Count} slots; "
            + $"{data.Training.EpochSize} sentences an epoch, {data.Samples.Count} held out{lines}");
    }
}
