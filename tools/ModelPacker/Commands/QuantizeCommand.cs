using System.CommandLine;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Output;
using ModelPacker.Training;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Commands;

/// <summary>quantize: quantisation-aware fine-tuning of a checkpoint.</summary>
internal static class QuantizeCommand
{
    private static readonly DataOptions DefaultData = new() { Files = [] };
    private static readonly TrainingOptions Recipe = QuantizeOptions.Recipe;

    private static readonly Option<string> CheckpointPath = Options.Required<string>("--checkpoint", "A.ckpt", "the model to quantise");
    private static readonly Option<string[]> Data = Options.Required<string[]>("--data", "FILE",
        "what it was trained on: a command file (.yaml), labelled utterances (.jsonl), or both");
    private static readonly Option<string[]> Development = Options.Optional<string[]>("--dev", "FILE",
        "labelled utterances that are not trained on, but pick weights", []);
    private static readonly Option<string> Out = Options.Required<string>("--out", "B.ckpt", "the checkpoint to write; pack follows it");
    private static readonly FormatOptions Quantization = new();
    private static readonly Option<int> Epochs = Options.Optional<int>("--epochs", "N", "rounds of training over the data", Recipe.Epochs);
    private static readonly Option<float> LearningRate = Options.Optional<float>("--learning-rate", "R", "highest learning rate", Recipe.LearningRate);
    private static readonly Option<bool> LabelsOnly = Options.Flag("--labels-only", "learn from the labels alone, not from the model as it was");
    private static readonly Option<int> EpochSize = Options.Optional<int>("--epoch-size", "N", "utterances generated for each epoch", DefaultData.EpochSize);
    private static readonly Option<ulong> Seed = Options.Optional<ulong>("--seed", "N", "everything random follows from it", Recipe.Seed);
    private static readonly Option<int> Threads = Options.Optional<int>("--threads", "N", "processors to use", Environment.ProcessorCount);

    public static Command Create()
    {
        var command = new Verb(
            "quantize",
            "Fine-tunes a model while it rounds as its packed image will, with the model as it was for a teacher, and says what rounding costs.",
            "modelpacker quantize --checkpoint model/model.ckpt --data commands.yaml --bits 4 --group 32 --out quantized.ckpt",
            "modelpacker quantize --checkpoint model/model.ckpt --data train.jsonl --dev dev.jsonl --bits 4 --embedding-bits 4 --epochs 4 --out quantized.ckpt")
        { CheckpointPath, Data, Development, Out };
        Quantization.AddTo(command);
        foreach (Option option in new Option[] { Epochs, LearningRate, LabelsOnly, EpochSize, Seed, Threads })
        {
            command.Options.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (int threads, int epochSize, ulong seed) = (parsed.GetValue(Threads), parsed.GetValue(EpochSize), parsed.GetValue(Seed));
        if (threads < 1 || epochSize < 1)
        {
            throw new UsageException("--threads and --epoch-size must be at least 1");
        }

        string path = parsed.GetRequiredValue(CheckpointPath);
        (string[] files, string[] development) = (parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Development));
        TrainingOptions recipe = ReadRecipe(parsed);
        (WeightFormat format, RangeMethod method) = Quantization.Read(parsed);
        Files.Demand([path, .. files, .. development]);
        Parallelism.Threads = threads;
        Checkpoint source = CheckpointFile.Load(path);
        TrainingData data = StageData.Load(new DataOptions { Files = files, Development = development, EpochSize = epochSize, Seed = seed }, source, path);
        using var interruption = new Interruption("training ends after this step, and the quantised model is written; Ctrl-C again aborts");
        TrainingJob job = parsed.GetValue(LabelsOnly)
            ? new TrainingJob(recipe, source.Schema, data.Training, data.Development)
            : Taught(recipe, source, data, seed);
        var options = new QuantizeOptions { Format = format, Method = method };
        QuantizeResult result = TrainingDisplay.Run(progress => QuantizeStage.Run(source, job, options, progress, interruption.Token));
        if (result.WasCancelled)
        {
            Terminal.Warn("training was ended early; the model may be less accurate than it could be");
        }

        CheckpointFile.Save(result.Checkpoint, parsed.GetRequiredValue(Out));
        QuantizationText.Write(QuantizationCheck.Measure(source, result.Checkpoint, data.Development), PlannedImage.Write(result.Checkpoint).Length, Console.Out);
        Console.Out.WriteLine($"whole sentences without training: {Format.Percent(result.Static.Frame)}, with it: {Format.Percent(result.Trained.Frame)} (out of scope counted)");
        return ExitCode.Success;
    }

    private static TrainingJob Taught(TrainingOptions recipe, Checkpoint source, TrainingData data, ulong seed)
    {
        var pool = new TextPool(data.Training, [], seed);
        return new TrainingJob(recipe, source.Schema, pool, data.Development)
        {
            Targets = SoftTargets.Ask(new CheckpointTeacher(source, data.Schema), pool.Texts, 1 + source.Schema.Intents.Count),
        };
    }

    private static TrainingOptions ReadRecipe(ParseResult parsed)
    {
        TrainingOptions recipe = Recipe with { Epochs = parsed.GetValue(Epochs), LearningRate = parsed.GetValue(LearningRate), Seed = parsed.GetValue(Seed) };
        try
        {
            recipe.CheckRecipe();
            return recipe;
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
