using System.CommandLine;
using System.Text;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Schemas;
using ModelPacker.Output;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>inspect: what is in an image, a checkpoint or a command file.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "an image, a checkpoint or a command file" };
    private static readonly Option<int> Samples = Options.Optional<int>("--samples", "N",
        "utterances shown for each intent of a command file", 5);
    private static readonly Option<string?> Board = Options.Optional<string?>("--board", "NAME|FILE",
        "a board whose memory an image is planned for, by name or by its board.json");
    private static readonly Option<ulong> Seed = Options.Optional<ulong>("--seed", "N", "which utterances", 1);

    public static Command Create()
    {
        var command = new Verb(
            "inspect",
            "Shows what is in a file: sections, sizes and grammar of an image, the shape of a checkpoint, or what a command file generates.",
            "modelpacker inspect model/model.nlm",
            "modelpacker inspect model/model.nlm --board ESP32_S3",
            "modelpacker inspect model/model.ckpt",
            "modelpacker inspect commands.yaml --samples 10")
        { File, Samples, Seed, Board };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(File);
        byte[] bytes = Files.Read(path);
        BoardFile? board = ReadBoard(parsed, Files.IsImage(bytes));
        if (Files.IsImage(bytes))
        {
            InspectImage(path);
            return board is null ? ExitCode.Success : WritePlan(MemoryPlan.Of(board, bytes));
        }

        if (Files.IsCheckpoint(bytes))
        {
            InspectCheckpoint(CheckpointFile.Load(path));
        }
        else if (TrainingData.IsCommandFile(path))
        {
            CommandFile file = CommandFile.Load(path);
            foreach (Mistake warning in file.Warnings)
            {
                Terminal.Warn(warning.ToString());
            }

            SchemaText.Write(file.Schema, Console.Out);
            Console.Out.WriteLine();
            CorpusSamples.Write(file, Math.Max(0, parsed.GetValue(Samples)), parsed.GetValue(Seed), Console.Out);
        }
        else
        {
            throw new InvalidDataException($"{path}: neither an image, nor a checkpoint, nor a command file (.yaml)");
        }

        return ExitCode.Success;
    }

    /// <exception cref="UsageException">A board is given, but the file is no image.</exception>
    private static BoardFile? ReadBoard(ParseResult parsed, bool isImage)
    {
        if (parsed.GetValue(Board) is not { } name)
        {
            return null;
        }

        return isImage ? BoardCatalog.Load(name) : throw new UsageException("--board plans an image; give a .nlm file, or pack --board the checkpoint");
    }

    private static int WritePlan(MemoryPlan plan)
    {
        Console.Out.WriteLine();
        PlanText.Write(plan, Console.Out);
        if (plan.Fits)
        {
            return ExitCode.Success;
        }

        Terminal.Warn($"{plan.Overflow()}\npack --board of its checkpoint says what would fit");
        return ExitCode.Fault;
    }

    private static void InspectImage(string path)
    {
        using var image = Files.OpenImage(path);
        ImageReader reader = image.Reader;
        string board = reader.Header.Board == 0 ? "any board" : $"board {reader.Header.Board:x8}";
        Console.Out.WriteLine($"image   {Format.Bytes(reader.Bytes)}, security counter {reader.Header.SecurityCounter}, {board}");
        Console.Out.WriteLine($"arena   {Format.Bytes(image.ArenaBytes)} of RAM");
        WriteConfig(reader.Config);
        (int bits, WeightOrder order, int group) = reader.Weights;
        Console.Out.WriteLine($"weights {bits} bits{(group > 0 ? $" in groups of {group}" : "")}"
            + $"{(order == WeightOrder.Rows ? "" : $" in the order of {order.ToString().ToLowerInvariant()}")}, embeddings {reader.EmbeddingBits} bits");
        Console.Out.WriteLine();
        Format.Table(Console.Out,
            [["section", "bytes"], .. reader.Sections.Select(section => (string[])[section.Name, $"{section.Bytes.Length}"])]);
        if (reader.Find(SectionType.Calibration) is { } calibration)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(Refuses(CalibrationSection.Read(calibration.Span)));
        }

        if (reader.Find(SectionType.Grammar) is { } grammar)
        {
            Console.Out.WriteLine();
            SchemaText.Write(GrammarReader.Read(grammar.Span), Console.Out);
        }

        if (reader.Find(SectionType.Canaries) is { } canaries)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine("canaries");
            foreach (Canary canary in CanarySection.Read(canaries.Span))
            {
                Console.Out.WriteLine($"  {canary.Text} -> {canary.Answer}");
            }
        }

        if (reader.Find(SectionType.Provenance) is { } provenance)
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine($"provenance {Encoding.UTF8.GetString(provenance.Span)}");
        }
    }

    private static void InspectCheckpoint(Checkpoint checkpoint)
    {
        Console.Out.WriteLine($"checkpoint of {checkpoint.Weights.Count} weights, with {checkpoint.Samples.Count} samples to calibrate on");
        WriteConfig(checkpoint.Config);
        foreach ((string name, string value) in checkpoint.Provenance.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.Out.WriteLine($"  {name} {value}");
        }

        Console.Out.WriteLine();
        SchemaText.Write(checkpoint.Schema, Console.Out);
    }

    private static string Refuses(CalibrationSection calibration) => $"refuses below {calibration.Threshold} % confidence"
        + (calibration.OutOfScopeLimit is > 0 and var limit ? $", and from {Format.Percent((double)limit / CalibrationSection.One)} probability of being out of scope" : "");

    private static void WriteConfig(ModelConfig config) => Console.Out.WriteLine(
        $"model   {config.Layers} layers of width {config.Dim}, {config.Heads} heads ({config.KvHeads} for keys) of {config.HeadDim}, "
        + $"hidden {config.Hidden}, {(config.Causal ? "causal" : "bidirectional")}, {config.MaxTokens} tokens, "
        + $"{config.Pieces} subwords, {config.NgramRows} n-gram rows, "
        + $"{config.SentenceOutputs} sentence outputs, {config.TagOutputs} tags"
        + (config.Transitions ? " with transitions" : ""));
}
