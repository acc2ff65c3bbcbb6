using System.CommandLine;
using System.Diagnostics;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Model;
using ModelPacker.Core.Storage;
using ModelPacker.Output;
using ModelPacker.Training;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Presets;

namespace ModelPacker.Commands;

/// <summary>train: from a command file to an image.</summary>
internal static class TrainCommand
{
    private const string CheckpointName = "model.ckpt";
    private const string StateName = "model.state";

    private static readonly Argument<string[]> Files = new("DATA")
    {
        Description = "the same as --data",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Out = Options.Required<string>("--out", "DIR",
        "folder for model.nlm, checkpoints, summary.txt and with --preset report.html");
    private static readonly Option<string?> PresetName = Options.Optional<string?>("--preset", "NAME",
        $"train a teacher, distil, prune and quantise to the size of {string.Join(", ", Preset.All.Select(preset => preset.Name))}");
    private static readonly Option<int?> MaxImage = Options.Optional<int?>("--max-image", "BYTES", "with --preset, the largest image; without it the preset's");
    private static readonly DataArguments Data = new();
    private static readonly ModelOptions Model = new();
    private static readonly PackingOptions Packing = new();

    public static Command Create()
    {
        var command = new Verb(
            "train",
            "Trains a model and packs it. Ctrl-C ends the run; the same command again goes on where it stopped, and ends with the "
            + "same bytes as a run that was not stopped. Without --preset what was learnt until then is packed. A second Ctrl-C aborts.",
            "modelpacker train --preset mcu-1m --data commands.yaml --out model",
            "modelpacker train --preset mcu-300k --max-image 262144 --data commands.yaml --out model",
            "modelpacker train --preset mcu-100k --data train.jsonl --dev dev.jsonl --unlabelled said.txt --out model",
            "modelpacker train commands.yaml more.jsonl --dev said.jsonl --out model --epochs 20 --seed 7",
            "modelpacker train utterances.jsonl --out model --layers 3 --ngram-rows 1600")
        { Files, Out, PresetName, MaxImage };
        Data.AddTo(command);
        Model.AddTo(command);
        Packing.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(Out);
        Preset? preset = ReadPreset(parsed);
        (PackOptions packing, BoardFile? board) = Packing.Read(parsed);
        TrainingData data = Data.Load(parsed, Model.Seed(parsed), parsed.GetRequiredValue(Files), taught: preset is not null);
        if (preset is not null)
        {
            return PresetRun.Run(preset, data, Model.Seed(parsed), folder, packing, board);
        }

        TrainingOptions options = Model.Read(parsed, data.Schema, board?.SlotBytes);
        Output.Files.DemandFolder(folder);
        DataArguments.Describe(data);

        long start = Stopwatch.GetTimestamp();
        using var interruption = new Interruption("training ends after this step and what was learnt is packed; Ctrl-C again aborts");
        PipelineResult result = TrainingDisplay.Run(progress => TrainingPipeline.Run(
            data, options, packing, save: checkpoint => CheckpointFile.Save(checkpoint, Path.Combine(folder, CheckpointName)),
            progress, interruption.Token, Path.Combine(folder, StateName)));
        if (result.Training.WasCancelled)
        {
            Terminal.Warn(
                $"training was ended after {result.Training.Epochs} finished epochs of {options.Epochs}; "
                + (result.Training.Epochs == 0 ? "the model has learnt next to nothing" : "the model is usable, but less accurate than it could be")
                + "; the same command goes on with it");
        }

        OutputFolder.Write(folder, result.Packed, board, Summary.Write(result, Stopwatch.GetElapsedTime(start)));
        return ExitCode.Success;
    }

    /// <exception cref="UsageException">There is no such preset, or options are given that it decides or that need one.</exception>
    private static Preset? ReadPreset(ParseResult parsed)
    {
        int? bytes = parsed.GetValue(MaxImage);
        if (parsed.GetValue(PresetName) is not { } name)
        {
            return bytes is null ? null : throw new UsageException("--max-image is for --preset, which finds a shape that fits: give one, or choose --ngram-rows and the like");
        }

        if (Model.Given(parsed) is { Count: > 0 } given)
        {
            throw new UsageException($"--preset decides on {string.Join(", ", given)}: leave either out");
        }

        Preset preset = Preset.Named(name) ?? throw new UsageException(
            $"there is no preset {name}; there are {string.Join(", ", Preset.All.Select(preset => preset.Name))}");
        return bytes is null or > 0
            ? preset with { MaxImageBytes = Math.Min(preset.MaxImageBytes, bytes ?? int.MaxValue) }
            : throw new UsageException($"--max-image {bytes} must be a number of bytes above 0");
    }
}
