using System.Diagnostics;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Reports;
using ModelPacker.Output;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Pipeline;
using ModelPacker.Training.Presets;

namespace ModelPacker.Commands;

/// <summary>train --preset: all stages, from data to an image of a certain size.</summary>
internal static class PresetRun
{
    private const string Baseline = "linear n-grams";
    private const string ReportName = "report.html";

    public static int Run(Preset preset, TrainingData data, ulong seed, string folder, PackOptions packing, BoardFile? board)
    {
        Files.DemandFolder(folder);
        preset = preset with { MaxImageBytes = (int)Math.Min(preset.MaxImageBytes, board?.SlotBytes ?? int.MaxValue) };
        DataArguments.Describe(data);
        PresetChain chain = Prepare(preset, data, seed);
        Terminal.Note($"{preset.Name}: an image of about {Format.Bytes(chain.Student.Bytes)}, of {Format.Bytes(preset.MaxImageBytes)} at most");

        long start = Stopwatch.GetTimestamp();
        PlannedStage[] plan =
        [
            new(Baseline, preset.Effort.Teacher / 10.0),
            .. chain.Stages.Select(stage => new PlannedStage(stage.Name, stage.Weight)),
            new(ChainRunner.Packing, preset.Effort.Student / 50.0),
        ];
        using var interruption = new Interruption("the run ends after this step; Ctrl-C again aborts");
        try
        {
            ChainResult result = TrainingDisplay.Run(plan, display => new ChainRunner(folder, data, display.Begin)
                .Run((Baseline, chain.Baseline), chain.Stages, packing, interruption.Token));
            Files.Write(Path.Combine(folder, ReportName), HtmlReport.Write(new RunReport(
                data.Schema.Name, [.. Facts(preset, data, seed, result)], result.Stages, result.Packed.Report, RangeTable.Of(result.Checkpoint))));
            OutputFolder.Write(folder, result.Packed, board, Summary.Write(result, Stopwatch.GetElapsedTime(start)));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            Terminal.Warn($"the run was stopped; the same command goes on with what is in {folder}");
            return ExitCode.Interrupted;
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(Preset preset, TrainingData data, ulong seed, ChainResult result) =>
    [
        ("preset", $"{preset.Name}, at most {Format.Bytes(preset.MaxImageBytes)}"),
        ("image", Format.Bytes(result.Packed.Image.Length)),
        ("RAM on a board", Format.Bytes(result.Packed.ArenaBytes)),
        ("seed", $"{seed}"),
        ("sentences an epoch", $"{data.Training.EpochSize}"),
        ("texts without labels", $"{data.Unlabelled.Count}"),
        ("held out", $"{data.Samples.Count}"),
        ("temperature", Format.Number(result.Packed.Temperature, 2)),
        ("refuses below", $"{result.Packed.Threshold} %"),
        .. data.Hashes.Select(file => ($"SHA-256 of {file.Key}", file.Value)),
    ];

    private static PresetChain Prepare(Preset preset, TrainingData data, ulong seed)
    {
        try
        {
            return new PresetChain(preset, data, seed);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
