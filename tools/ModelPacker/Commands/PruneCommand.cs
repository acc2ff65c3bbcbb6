using System.CommandLine;
using System.Globalization;
using ModelPacker.Core.Model;
using ModelPacker.Output;
using ModelPacker.Training;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Pruning;

namespace ModelPacker.Commands;

/// <summary>prune: from a checkpoint to a smaller one.</summary>
internal static class PruneCommand
{
    private static readonly DataOptions DefaultData = new() { Files = [] };
    private static readonly PruneOptions Default = new();
    private static readonly TrainingOptions Recovery = new() { Epochs = 8, LearningRate = 1.5e-3f };

    private static readonly Option<string> CheckpointPath = Options.Required<string>("--checkpoint", "A.ckpt", "the model to make smaller");
    private static readonly Option<string[]> Data = Options.Required<string[]>("--data", "FILE",
        "what it was trained on: a command file (.yaml), labelled utterances (.jsonl), or both");
    private static readonly Option<string[]> Development = Options.Optional<string[]>("--dev", "FILE",
        "labelled utterances that are not trained on, but pick weights", []);
    private static readonly Option<string> Out = Options.Required<string>("--out", "B.ckpt", "the checkpoint to write");

    private static readonly Option<int?> Heads = Options.Optional<int?>("--keep-heads", "N", "attention heads to keep in each layer");
    private static readonly Option<int?> Hidden = Options.Optional<int?>("--hidden", "N", "feed-forward channels to keep in each layer, a multiple of 4");
    private static readonly Option<int?> Layers = Options.Optional<int?>("--layers", "N", "layers to keep");
    private static readonly Option<int?> NgramRows = Options.Optional<int?>("--ngram-rows", "N", "rows of the n-gram table, a divisor of those it has");
    private static readonly Option<int?> Pieces = Options.Optional<int?>("--pieces", "N", "subwords to keep");
    private static readonly Option<int?> Dim = Options.Optional<int?>("--dim", "N", "width of the model to keep, a multiple of 4");
    private static readonly Option<long?> MaxImage = Options.Optional<long?>("--max-image", "BYTES",
        "most bytes of the INT8 image; what goes is what costs the least accuracy");

    private static readonly Option<int> Epochs = Options.Optional<int>("--epochs", "N", "rounds of training over the data, of all pruning steps together", Recovery.Epochs);
    private static readonly Option<int> Steps = Options.Optional<int>("--steps", "N", "times to prune a part and train; fewer where there are less than 4 epochs for each", Default.Steps);
    private static readonly Option<float> LearningRate = Options.Optional<float>("--learning-rate", "R", "highest learning rate", Recovery.LearningRate);
    private static readonly Option<int> EpochSize = Options.Optional<int>("--epoch-size", "N", "utterances generated for each epoch", DefaultData.EpochSize);
    private static readonly Option<ulong> Seed = Options.Optional<ulong>("--seed", "N", "everything random follows from it", Recovery.Seed);
    private static readonly Option<int> Threads = Options.Optional<int>("--threads", "N", "processors to use", Environment.ProcessorCount);

    public static Command Create()
    {
        var command = new Verb(
            "prune",
            "Takes the least important parts out of a model and trains what is left, with the model as it was for a teacher.",
            "modelpacker prune --checkpoint model/model.ckpt --data commands.yaml --keep-heads 3 --hidden 224 --out small.ckpt",
            "modelpacker prune --checkpoint model/model.ckpt --data train.jsonl --dev dev.jsonl --max-image 300000 --epochs 12 --out small.ckpt")
        {
            CheckpointPath, Data, Development, Out, Heads, Hidden, Layers, NgramRows, Pieces, Dim, MaxImage, Epochs, Steps, LearningRate, EpochSize, Seed, Threads,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (int threads, int epochSize) = (parsed.GetValue(Threads), parsed.GetValue(EpochSize));
        if (threads < 1 || epochSize < 1)
        {
            throw new UsageException("--threads and --epoch-size must be at least 1");
        }

        string path = parsed.GetRequiredValue(CheckpointPath);
        (string[] files, string[] development) = (parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Development));
        Files.Demand([path, .. files, .. development]);
        Parallelism.Threads = threads;
        Checkpoint source = CheckpointFile.Load(path);
        PruneOptions options = ReadOptions(parsed, source);
        ulong seed = parsed.GetValue(Seed);
        TrainingData data = TrainingData.Load(new DataOptions { Files = files, Development = development, EpochSize = epochSize, Seed = seed });
        foreach (var warning in data.Warnings)
        {
            Terminal.Warn(warning.ToString());
        }

        using var interruption = new Interruption("training ends after this step, and the pruned model is written; Ctrl-C again aborts");
        var teacher = new CheckpointTeacher(source, data.Schema);
        var pool = new TextPool(data.Training, [], seed);
        TrainingOptions recipe = ReadRecipe(parsed);
        PruneResult result = Report(() => TrainingDisplay.Run(progress =>
        {
            Lessons lessons = Lessons.Prepare(teacher, pool, source.Schema, progress);
            var recovery = new TrainingJob(recipe, source.Schema, lessons.Pool, data.Development) { Targets = lessons.Targets };
            return PruneStage.Run(source, recovery, options, progress, interruption.Token);
        }));
        if (result.WasCancelled)
        {
            Terminal.Warn("training was ended early; the model has its size, but is less accurate than it could be");
        }

        CheckpointFile.Save(result.Checkpoint, parsed.GetRequiredValue(Out));
        Format.Table(Console.Out, [.. Rows(source, result)], indent: "");
        return ExitCode.Success;
    }

    private static PruneOptions ReadOptions(ParseResult parsed, Checkpoint source)
    {
        var target = new PruneTarget(
            parsed.GetValue(Heads), parsed.GetValue(Hidden), parsed.GetValue(Layers), parsed.GetValue(NgramRows), parsed.GetValue(Pieces), parsed.GetValue(Dim));
        long? maxImage = parsed.GetValue(MaxImage);
        if (target == new PruneTarget() && maxImage is null)
        {
            throw new UsageException("nothing to prune: give --max-image, or what to keep (--keep-heads, --hidden, --layers, --ngram-rows, --pieces, --dim)");
        }

        Report(() => target.Of(source));
        return new PruneOptions { Target = target, MaxImageBytes = maxImage, Steps = parsed.GetValue(Steps) };
    }

    private static TrainingOptions ReadRecipe(ParseResult parsed)
    {
        TrainingOptions recipe = Recovery with { Epochs = parsed.GetValue(Epochs), LearningRate = parsed.GetValue(LearningRate), Seed = parsed.GetValue(Seed) };
        return Report(() =>
        {
            recipe.CheckRecipe();
            return recipe;
        });
    }

    /// <summary>Turns what the options lead to into a mistake of the command line.</summary>
    private static T Report<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static IEnumerable<string[]> Rows(Checkpoint before, PruneResult result)
    {
        yield return ["", "weights", "MACs per token", "image bytes", "dev intents", "dev frames"];
        yield return Row("before", before.Config, ImageSize.Of(before), result.Before);
        for (int i = 0; i < result.Steps.Count; i++)
        {
            (PruneStep step, string number) = (result.Steps[i], result.Steps.Count == 1 ? "" : $" {i + 1}");
            yield return Row($"pruned{number}", step.Config, step.ImageBytes, step.Pruned);
            yield return Row($"recovered{number}", step.Config, step.ImageBytes, step.Recovered);
        }
    }

    private static string[] Row(string name, ModelConfig config, long imageBytes, Accuracy accuracy) =>
    [
        name, Count(new ModelWeights(config).Count), Count(config.MultiplyAccumulates), Count(imageBytes),
        Format.Percent(accuracy.Intent), Format.Percent(accuracy.Frame),
    ];

    private static string Count(long value) => value.ToString("n0", CultureInfo.InvariantCulture);
}
