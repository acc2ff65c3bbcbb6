using System.CommandLine;
using System.Diagnostics;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Storage;
using ModelPacker.Output;
using ModelPacker.Training;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>train: from a command file to an image.</summary>
internal static class TrainCommand
{
    private const string CheckpointName = "model.ckpt";
    private const string ImageName = "model.nlm";
    private const string SummaryName = "summary.txt";

    private static readonly DataOptions Defaults = new() { Files = [] };

    private static readonly Argument<string[]> Data = new("DATA")
    {
        Description = "a command file (.yaml), labelled utterances (.jsonl), or both",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Out = Options.Required<string>("--out", "DIR",
        "folder for model.nlm, model.ckpt and summary.txt");
    private static readonly Option<string[]> Development = Options.Optional<string[]>("--dev", "FILE",
        "labelled utterances that are not trained on, but pick weights and calibrate", []);
    private static readonly Option<int> EpochSize = Options.Optional<int>("--epoch-size", "N", "utterances generated for each epoch",
        Defaults.EpochSize);
    private static readonly Option<int> Threads = Options.Optional<int>("--threads", "N", "processors to use", Environment.ProcessorCount);
    private static readonly ModelOptions Model = new();
    private static readonly PackingOptions Packing = new();

    public static Command Create()
    {
        var command = new Verb(
            "train",
            "Trains a model and packs it. Ctrl-C ends training early and packs what was learnt; a second one aborts.",
            "modelpacker train commands.yaml --out model",
            "modelpacker train commands.yaml more.jsonl --dev said.jsonl --out model --epochs 20 --seed 7",
            "modelpacker train utterances.jsonl --out model --layers 3 --ngram-rows 1600")
        { Data, Out, Development, EpochSize, Threads };
        Model.AddTo(command);
        Packing.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        int threads = parsed.GetValue(Threads);
        int epochSize = parsed.GetValue(EpochSize);
        if (threads < 1 || epochSize < 1)
        {
            throw new UsageException("--threads and --epoch-size must be at least 1");
        }

        string[] files = parsed.GetRequiredValue(Data);
        string[] development = parsed.GetRequiredValue(Development);
        string folder = parsed.GetRequiredValue(Out);
        Files.Demand(files.Concat(development));
        Parallelism.Threads = threads;
        (PackOptions packing, BoardFile? board) = Packing.Read(parsed);
        TrainingData data = TrainingData.Load(new DataOptions
        {
            Files = files,
            Development = development,
            EpochSize = epochSize,
            Seed = Model.Seed(parsed),
        });
        foreach (var warning in data.Warnings)
        {
            Terminal.Warn(warning.ToString());
        }

        TrainingOptions options = Model.Read(parsed, data.Schema, board?.SlotBytes);
        Files.DemandFolder(folder);
        Terminal.Note(
            $"{data.Schema.Name}: {data.Schema.Intents.Count} intents, {data.Schema.Slots.Count} slots; "
            + $"{data.Training.EpochSize} sentences an epoch, {data.Samples.Count} held out");

        long start = Stopwatch.GetTimestamp();
        using var interruption = new Interruption("training ends after this step and what was learnt is packed; Ctrl-C again aborts");
        PipelineResult result = TrainingDisplay.Run(progress => TrainingPipeline.Run(
            data, options, packing, save: checkpoint => CheckpointFile.Save(checkpoint, Path.Combine(folder, CheckpointName)),
            progress, interruption.Token));
        if (result.Training.WasCancelled)
        {
            Terminal.Warn(
                $"training was ended after {result.Training.Epochs} finished epochs of {options.Epochs}; "
                + (result.Training.Epochs == 0 ? "the model has learnt next to nothing" : "the model is usable, but less accurate than it could be"));
        }

        board?.Check(result.Packed.Image.Length, result.Packed.ArenaBytes);
        AtomicFile.Write(Path.Combine(folder, ImageName), result.Packed.Image);
        string summary = Summary.Write(result, Stopwatch.GetElapsedTime(start));
        Files.Write(Path.Combine(folder, SummaryName), summary);
        Console.Out.Write(summary);
        return ExitCode.Success;
    }
}
