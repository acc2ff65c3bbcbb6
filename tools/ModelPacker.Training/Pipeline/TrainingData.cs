using System.Security.Cryptography;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Pipeline;

/// <summary>All that a run trains and judges on.</summary>
/// <param name="Schema">Of the command file, or taken from the labelled utterances.</param>
/// <param name="Training">Endless training sentences.</param>
/// <param name="Development">Utterances with spans that training does not see.</param>
/// <param name="Samples">The same and those whose labels lack spans: what a packed model is calibrated on.</param>
/// <param name="Warnings">Doubtful places in the files.</param>
/// <param name="Hashes">SHA-256 of each file by its name; of files with the same name all after the first by "name (2)" and so on.</param>
public sealed record TrainingData(
    Schema Schema, IExampleSource Training, IReadOnlyList<Utterance> Development, IReadOnlyList<Utterance> Samples,
    IReadOnlyList<Mistake> Warnings, IReadOnlyDictionary<string, string> Hashes)
{
    // Numbers of the seeds derived for each purpose.
    private const ulong SplitSeed = 1;
    private const ulong HeldOutSeed = 2;
    private const ulong EpochSeed = 3;

    // Part of the labelled texts out of scope that is set aside where the development files hold none.
    private const double OutOfScopeShare = 0.1;

    /// <summary>The labelled utterances among the training sentences; the others are generated.</summary>
    public IReadOnlyList<Utterance> Labelled { get; init; } = [];

    /// <summary>Texts without labels.</summary>
    public IReadOnlyList<string> Unlabelled { get; init; } = [];

    /// <exception cref="InputException">A file has mistakes.</exception>
    /// <exception cref="InvalidDataException">The files do not go together, or hold nothing to train on.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TrainingData Load(DataOptions options)
    {
        string[] commandFiles = [.. options.Files.Where(IsCommandFile)];
        string[] utteranceFiles = [.. options.Files.Except(commandFiles)];
        if (commandFiles.Length > 1)
        {
            throw new InvalidDataException(
                $"{commandFiles[1]}: a model has one command file, and {commandFiles[0]} is one already; merge them");
        }

        Schema schema;
        CommandFile? trained = null;
        var labelled = new List<Utterance>();
        IEnumerable<Utterance> heldOut;
        IReadOnlyList<Mistake> warnings = [];
        ulong splitSeed = RandomExtensions.Derive(options.Seed, SplitSeed);
        if (commandFiles.Length == 1)
        {
            CommandFile file = CommandFile.Load(commandFiles[0]);
            (schema, warnings) = (file.Schema, file.Warnings);
            (trained, CommandFile held) = CorpusSplit.HoldOutTemplates(file, options.HeldOutShare, splitSeed);
            heldOut = HeldOut(trained, held, options);
            labelled.AddRange(utteranceFiles.SelectMany(path => JsonlReader.Load(path, schema, needSpans: true)));
        }
        else
        {
            (schema, IReadOnlyList<Utterance> all) = JsonlReader.LoadAlone(utteranceFiles);
            double share = options.Development.Count > 0 ? 0 : options.HeldOutShare;
            (IReadOnlyList<Utterance> train, heldOut) = CorpusSplit.HoldOut(all, share, splitSeed);
            labelled.AddRange(train);
        }

        if (schema.Intents.Count == 0)
        {
            throw new InvalidDataException($"{options.Files[0]}: there is no intent to train on");
        }

        Utterance[] samples = [.. heldOut, .. options.Development.SelectMany(path => JsonlReader.Load(path, schema, needSpans: false))];
        if (samples.Length == 0)
        {
            samples = [.. labelled]; // too few to give any away
        }
        else if (!samples.Any(IsOutOfScope))
        {
            // What is refused can be learnt from nothing else; the labels' texts are the only ones there are.
            Utterance[] outOfScope = [.. labelled.Where(IsOutOfScope)];
            HashSet<Utterance> held = [.. CorpusSplit.HoldOut(outOfScope, OutOfScopeShare, splitSeed).Held];
            labelled.RemoveAll(held.Contains);
            samples = [.. samples, .. outOfScope.Where(held.Contains)];
        }

        return new TrainingData(
            schema,
            new MixedExamples(
                trained, options.EpochSize, labelled, new LabelledVariants(schema, labelled, options), RandomExtensions.Derive(options.Seed, EpochSeed)),
            [.. samples.Where(sample => sample.Slots.All(label => label.Start >= 0 || !schema.Slots[label.Slot].IsLocated))],
            samples,
            warnings,
            Hash(options.Files.Concat(options.Development).Concat(options.Unlabelled)))
        {
            Labelled = labelled,
            Unlabelled = [.. options.Unlabelled.SelectMany(File.ReadLines).Where(line => !string.IsNullOrWhiteSpace(line))],
        };
    }

    private static bool IsOutOfScope(Utterance utterance) => utterance.Intent < 0;

    /// <summary>The checkpoint with the samples, and with the hashes of the files and more facts in its provenance.</summary>
    public Checkpoint Sign(Checkpoint checkpoint, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var provenance = new Dictionary<string, string>(checkpoint.Provenance);
        foreach ((string file, string hash) in Hashes)
        {
            provenance[$"sha256:{file}"] = hash;
        }

        foreach ((string name, string value) in facts)
        {
            provenance[name] = value;
        }

        return new Checkpoint(checkpoint.Weights, checkpoint.Pieces, Schema, provenance) { Samples = Samples, Plan = checkpoint.Plan };
    }

    // What people will say lies between the two: harder than unseen sentences of seen templates, easier than templates that nothing
    // resembles. A small file gives no templates away; then unseen sentences must do.
    private static IEnumerable<Utterance> HeldOut(CommandFile trained, CommandFile held, DataOptions options)
    {
        ulong seed = RandomExtensions.Derive(options.Seed, HeldOutSeed);
        int unseen = Generation.Intents(held) > 0 ? options.HeldOutSize / 2 : 0;
        IEnumerable<Utterance> unseenTemplates = unseen > 0 ? Generation.Of(held, seed).Take(unseen) : [];
        return unseenTemplates.Concat(Generation.Of(trained, seed + 1).Take(options.HeldOutSize - unseen));
    }

    /// <summary>Whether a file of this name holds commands rather than labelled utterances.</summary>
    public static bool IsCommandFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    // Names without folders, so that a model does not tell where it was made.
    private static Dictionary<string, string> Hash(IEnumerable<string> paths) => paths.DistinctBy(Path.GetFullPath)
        .GroupBy(path => Path.GetFileName(path), (name, same) => same.Select((path, i) => (Key: i == 0 ? name : $"{name} ({i + 1})", path)))
        .SelectMany(file => file)
        .ToDictionary(file => file.Key, file => Sha256(file.path));

    /// <summary>The SHA-256 of a file, in hexadecimal.</summary>
    public static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
