using System.CommandLine;
using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;
using ModelPacker.Output;
using ModelPacker.Training;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>distill: a smaller model that learns from larger ones.</summary>
internal static class DistillCommand
{
    private const ulong PoolSeed = 11;
    private static readonly DistillationOptions Default = new();

    private static readonly Option<string> Teacher = Options.Required<string>("--teacher", "A.ckpt[,B.onnx]",
        "who teaches: checkpoints, ONNX models (.onnx), files of logits (.jsonl), which count alike");
    private static readonly Option<string> Out = Options.Required<string>("--out", "S.ckpt", "the checkpoint to write");
    private static readonly Option<float> Share = Options.Optional<float>("--share", "SHARE",
        "how much the teachers count beside the labels, 0..1", Default.Share);
    private static readonly Option<float> Temperature = Options.Optional<float>("--temperature", "T",
        "how much the teachers' second thoughts count: 1 as they are, above 1 more", Default.Temperature);
    private static readonly DataArguments Data = new();
    private static readonly ModelOptions Model = new();

    public static Command Create()
    {
        var command = new Verb(
            "distill",
            "Trains a model on what larger ones say of the data, its variants and texts without labels. Ctrl-C ends training and keeps what was "
            + "learnt until then; the same command again goes on with it. A second Ctrl-C aborts.",
            "modelpacker distill --teacher large/model.ckpt --data commands.yaml --out small.ckpt --dim 64",
            "modelpacker distill --teacher a.ckpt,b.ckpt,c.ckpt --data train.jsonl --dev dev.jsonl --unlabelled said.txt --out small.ckpt")
        { Teacher, Out, Share, Temperature };
        Data.AddTo(command);
        Model.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Out);
        string[] teachers = parsed.GetRequiredValue(Teacher).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Files.Demand(teachers);
        var distillation = new DistillationOptions(parsed.GetValue(Share), parsed.GetValue(Temperature));
        if (distillation.Share is not (>= 0 and <= 1) || !(distillation.Temperature > 0))
        {
            throw new UsageException("--share must lie in 0..1, and --temperature above 0");
        }

        ulong seed = Model.Seed(parsed);
        TrainingData data = Data.Load(parsed, seed, [], taught: true);
        TrainingOptions options = Model.Read(parsed, data.Schema, slotBytes: null);
        Files.DemandFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ITeacher teacher = Load(teachers, data.Schema);
        DataArguments.Describe(data);

        string state = path + ".state";
        using var interruption = new Interruption("training ends after this step and what was learnt is kept; Ctrl-C again aborts");
        try
        {
            TrainingResult result = TrainingDisplay.Run([new PlannedStage("teaching", 0.2), new PlannedStage("learning")], display =>
            {
                var pool = new TextPool(data.Training, data.Unlabelled, RandomExtensions.Derive(seed, PoolSeed));
                Lessons lessons = Lessons.Prepare(teacher, pool, data.Schema, display.Begin("teaching"), interruption.Token);
                var job = new TrainingJob(options, data.Schema, pool, data.Development)
                {
                    Targets = lessons.Targets, Distillation = distillation, StateFile = state,
                };
                return TrainingPipeline.Train(job, display.Begin("learning"), interruption.Token);
            });
            CheckpointFile.Save(data.Sign(result.Checkpoint, [.. Facts(teachers)]), path);
            if (result.WasCancelled)
            {
                Terminal.Warn($"training was ended after {result.Epochs} finished epochs of {options.Epochs}; the same command goes on with it");
            }
            else
            {
                File.Delete(state);
            }

            Console.Out.Write(Summary.Write(result));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            Terminal.Warn("stopped before there was anything to keep");
            return ExitCode.Interrupted;
        }
    }

    private static ITeacher Load(string[] paths, Schema schema)
    {
        ITeacher[] teachers = [.. paths.Select(path => Load(path, schema))];
        return teachers.Length == 1 ? teachers[0] : new TeacherEnsemble(schema, [.. teachers.Select(teacher => (teacher, 1f))]);
    }

    private static ITeacher Load(string path, Schema schema)
    {
        try
        {
            return TeacherFile.Open(path, schema);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static IEnumerable<(string, string)> Facts(string[] teachers) =>
        teachers.Select((path, i) => ($"teacher {i + 1}", $"{Path.GetFileName(path)} sha256:{TrainingData.Sha256(path)}"));
}
