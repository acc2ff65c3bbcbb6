using System.CommandLine;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Image;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Model;
using ModelPacker.Core.Storage;
using ModelPacker.Output;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Planning;

namespace ModelPacker.Commands;

/// <summary>pack: from a checkpoint to an image.</summary>
internal static class PackCommand
{
    private static readonly Option<string> CheckpointPath = Options.Required<string>("--checkpoint", "F.ckpt", "what training wrote");
    private static readonly Option<string> Out = Options.Required<string>("--out", "F.nlm", "the image to write");
    private static readonly Option<string[]> Data = Options.Optional<string[]>("--data", "FILE",
        "labelled utterances to calibrate on, instead of those in the checkpoint", []);
    private static readonly PackingOptions Packing = new();

    public static Command Create()
    {
        var command = new Verb(
            "pack",
            "Quantises and calibrates a checkpoint. The same checkpoint gives the same bytes.",
            "modelpacker pack --checkpoint model/model.ckpt --out model.nlm",
            "modelpacker pack --checkpoint model/model.ckpt --out model.nlm --board ESP32_S3 --precision 0.97",
            "modelpacker pack --checkpoint model/model.ckpt --out small.nlm --bits 4 --group 32 --embedding-bits 4")
        { CheckpointPath, Out, Data };
        Packing.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (PackOptions options, BoardFile? board) = Packing.Read(parsed);
        Files.Demand([parsed.GetRequiredValue(CheckpointPath)]);
        Checkpoint checkpoint = CheckpointFile.Load(parsed.GetRequiredValue(CheckpointPath));
        string[] files = parsed.GetRequiredValue(Data);
        Files.Demand(files);
        IReadOnlyList<Utterance>? samples = files.Length == 0 ? null : Files.ReadUtterances(files, checkpoint.Schema);
        PackResult packed = CheckpointPacker.Pack(checkpoint, options, samples);
        MemoryPlan? plan = board is null ? null : MemoryPlan.Of(board, packed.Image);
        if (plan is { Fits: false })
        {
            throw new ImageException(PlanText.Refusal(plan, SmallerModels.Of(checkpoint, board!, options, packed.Image.Length)));
        }

        AtomicFile.Write(parsed.GetRequiredValue(Out), packed.Image);
        Console.Out.Write(Summary.Write(packed));
        if (plan is not null)
        {
            Console.Out.WriteLine();
            PlanText.Write(plan, Console.Out);
        }

        return ExitCode.Success;
    }
}
