using System.CommandLine;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Output;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Commands;

/// <summary>calibrate: chooses the steps of a model's integers, without training.</summary>
internal static class CalibrateCommand
{
    private static readonly Option<string> CheckpointPath = Options.Required<string>("--checkpoint", "A.ckpt", "the model to quantise");
    private static readonly Option<string[]> Data = Options.Required<string[]>("--data", "FILE",
        "what it was trained on: a command file (.yaml), labelled utterances (.jsonl), or both");
    private static readonly Option<string[]> Development = Options.Optional<string[]>("--dev", "FILE",
        "labelled utterances to judge by; without it some of the data are held out", []);
    private static readonly Option<string> Out = Options.Required<string>("--out", "B.ckpt", "the checkpoint to write; pack follows it");
    private static readonly FormatOptions Quantization = new();

    public static Command Create()
    {
        var command = new Verb(
            "calibrate",
            "Chooses the steps of a model's integers from what it does over texts, and says what rounding costs. Nothing is trained.",
            "modelpacker calibrate --checkpoint model/model.ckpt --data commands.yaml --out calibrated.ckpt",
            "modelpacker calibrate --checkpoint model/model.ckpt --data train.jsonl --dev dev.jsonl --method percentile --bits 4 --group 32 --out calibrated.ckpt")
        { CheckpointPath, Data, Development, Out };
        Quantization.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(CheckpointPath);
        (string[] files, string[] development) = (parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Development));
        (WeightFormat format, RangeMethod method) = Quantization.Read(parsed);
        Files.Demand([path, .. files, .. development]);
        Checkpoint source = CheckpointFile.Load(path);
        TrainingData data = StageData.Load(new DataOptions { Files = files, Development = development }, source, path);
        Checkpoint calibrated = StaticQuantization.Calibrate(source, [.. data.Training.Epoch(0).Select(text => text.Text)], format, method);
        QuantizationCheck check = QuantizationCheck.Measure(source, calibrated, data.Development);
        CheckpointFile.Save(calibrated, parsed.GetRequiredValue(Out));
        QuantizationText.Write(check, PlannedImage.Write(calibrated).Length, Console.Out);
        return ExitCode.Success;
    }
}
