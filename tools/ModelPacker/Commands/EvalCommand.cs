using System.CommandLine;
using ModelPacker.Core.Calibration;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;
using ModelPacker.Output;
using ModelPacker.Training;

namespace ModelPacker.Commands;

/// <summary>eval: figures of a model over labelled utterances.</summary>
internal static class EvalCommand
{
    private const ulong TypoSeed = 1;

    private static readonly Option<string> Model = Options.Required<string>("--model", "FILE", "an image, or with --float a checkpoint");
    private static readonly Option<string[]> Data = Options.Required<string[]>("--data", "FILE", "labelled utterances (.jsonl)");
    private static readonly Option<bool> Json = Options.Flag("--json", "print JSON");
    private static readonly Option<bool> Float = Options.Flag("--float", "run a checkpoint in floating point");
    private static readonly Option<bool> AnswerAll = Options.Flag("--answer-all", "count what the thresholds withhold as answered");
    private static readonly Option<bool> Typos = Options.Flag("--typos", "add one typing mistake to each text first, the same ones each time");
    private static readonly Option<int> Mistakes = Options.Optional<int>("--mistakes", "N", "list so many wrong answers", 0);

    public static Command Create()
    {
        var command = new Verb(
            "eval",
            "Measures a model: the packed image on the integer kernels, or a checkpoint in floating point.",
            "modelpacker eval --model model/model.nlm --data test.jsonl",
            "modelpacker eval --model model/model.nlm --data test.jsonl --json",
            "modelpacker eval --model model/model.nlm --data test.jsonl --answer-all",
            "modelpacker eval --model model/model.ckpt --float --data test.jsonl --mistakes 20")
        { Model, Data, Json, Float, AnswerAll, Typos, Mistakes };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Model);
        byte[] bytes = Files.Read(path);
        Files.Demand(parsed.GetRequiredValue(Data));
        EvaluationReport report;
        IReadOnlyList<OutOfScopeScore> scores;
        Schema schema;
        if (parsed.GetValue(Float))
        {
            if (Files.IsImage(bytes))
            {
                throw new UsageException($"{path} is an image, which has no floating point: leave --float out, or name the checkpoint");
            }

            Checkpoint checkpoint = CheckpointFile.Load(path);
            schema = checkpoint.Schema;
            var model = new FloatModel(checkpoint);
            CalibrationSection calibration = ConfidenceFit.Run(schema, model, checkpoint.Samples);
            report = EvaluationReport.Run(schema, new LogitRecognizer(schema, Threshold(parsed, calibration), model), Load(parsed, schema));
            scores = OutOfScopeScores.Measure(schema, report, model);
        }
        else
        {
            if (Files.IsCheckpoint(bytes))
            {
                throw new UsageException($"{path} is a checkpoint: pack it first, or run it with --float");
            }

            using var image = Files.OpenImage(path);
            var device = new DeviceRecognizer(image);
            var model = new IntegerModel(image);
            schema = device.Schema;
            IRecognizer recognizer = parsed.GetValue(AnswerAll) ? new LogitRecognizer(schema, Threshold(parsed, image.Calibration), model) : device;
            report = EvaluationReport.Run(schema, recognizer, Load(parsed, schema));
            scores = OutOfScopeScores.Measure(schema, report, model);
        }

        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(ReportJson.Write(report, scores));
        }
        else
        {
            ReportText.Write(report, scores, Console.Out);
        }

        ReportText.WriteMistakes(report, schema, parsed.GetValue(Mistakes), parsed.GetValue(Json) ? Console.Error : Console.Out);
        return ExitCode.Success;
    }

    private static CalibrationSection Threshold(ParseResult parsed, CalibrationSection calibration) =>
        parsed.GetValue(AnswerAll) ? calibration with { Threshold = 0, OutOfScopeLimit = 0 } : calibration;

    private static IReadOnlyList<Utterance> Load(ParseResult parsed, Schema schema)
    {
        IReadOnlyList<Utterance> utterances = Files.ReadUtterances(parsed.GetRequiredValue(Data), schema);
        if (!parsed.GetValue(Typos))
        {
            return utterances;
        }

        var random = new Xoshiro256(TypoSeed);
        var augmenter = new Augmenter(schema, AugmenterOptions.OneTypo);
        return [.. utterances.Select(utterance => augmenter.Apply(utterance, random))];
    }
}
