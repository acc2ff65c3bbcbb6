using System.Diagnostics;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Training.Chain;

/// <summary>What a chain has led to.</summary>
/// <param name="Checkpoint">Of the last stage.</param>
/// <param name="Packed">Its image.</param>
/// <param name="Stages">A record of each stage, the baseline first and the image last.</param>
public sealed record ChainResult(Checkpoint Checkpoint, PackResult Packed, IReadOnlyList<StageRecord> Stages);

/// <summary>
/// Runs stages one after another in a folder: each leaves its checkpoint there, and a run that was interrupted goes on where it stopped. The last
/// checkpoint is packed.
/// </summary>
/// <param name="folder">Where the checkpoints go; it exists.</param>
/// <param name="data">What all stages train and judge on.</param>
/// <param name="begin">Called with a stage's name when it begins, and with <see cref="Packing"/>; gives what hears of it.</param>
public sealed class ChainRunner(string folder, TrainingData data, Func<string, IProgress<TrainingProgress>> begin)
{
    /// <summary>The name of the row for the finished image.</summary>
    public const string Packing = "packed";

    private const string LogName = "stages.json";
    private const string KeyName = "chain";

    private readonly ChainLog log = ChainLog.Open(Path.Combine(folder, LogName));
    private readonly Dictionary<string, Checkpoint> finished = [];

    /// <summary>Runs the stages that are not finished yet, and packs.</summary>
    /// <param name="baseline">What all stages are compared with: the name of its row, and what makes it. Null: nothing.</param>
    /// <param name="stages">The stages, first to last; at least one.</param>
    /// <param name="packing">How to pack.</param>
    /// <param name="cancellation">Stops the run; it can be resumed.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    /// <exception cref="InvalidDataException">A file of the folder is damaged or of another run, or the options do not fit the data.</exception>
    public ChainResult Run(
        (string Name, Func<StageRecord> Run)? baseline, IReadOnlyList<ChainStage> stages, PackOptions packing, CancellationToken cancellation)
    {
        var records = new List<StageRecord>();
        string key = Key(data.Hashes.OrderBy(file => file.Key, StringComparer.Ordinal), data.Schema, data.Development, data.Training.Epoch(0));
        if (baseline is { } compared)
        {
            records.Add(Compare(compared.Name, compared.Run, key));
        }

        Checkpoint? checkpoint = null;
        foreach (ChainStage stage in stages)
        {
            cancellation.ThrowIfCancellationRequested();
            key = Key(key, stage.Name, stage.Recipe);
            (checkpoint, StageRecord record) = Finished(stage, key) ?? RunStage(stage, checkpoint, key, cancellation);
            finished.Add(stage.Name, checkpoint);
            records.Add(record);
        }

        cancellation.ThrowIfCancellationRequested();
        begin(Packing);
        long start = Stopwatch.GetTimestamp();
        PackResult packed = CheckpointPacker.Pack(checkpoint!, packing);
        EvaluationReport report = packed.Report;
        records.Add(new StageRecord(
            Packing, "integers in the format of the board, calibrated; refusals count as wrong", checkpoint!.Weights.Count,
            checkpoint.Config.MultiplyAccumulates, packed.Image.Length, Stopwatch.GetElapsedTime(start).TotalSeconds,
            report.Intents.Share, report.WholeSentences.Share, report.SlotF1, []));
        return new ChainResult(checkpoint, packed, records);
    }

    private StageRecord Compare(string name, Func<StageRecord> run, string key)
    {
        if (log.Find(name, key) is { } known)
        {
            return known;
        }

        begin(name);
        StageRecord record = run() with { Name = name };
        log.Add(key, record);
        return record;
    }

    /// <summary>What a finished run of the same stage left; null when there is none.</summary>
    private (Checkpoint, StageRecord)? Finished(ChainStage stage, string key)
    {
        string path = CheckpointPath(stage);
        if (log.Find(stage.Name, key) is not { } record || !File.Exists(path))
        {
            return null;
        }

        Checkpoint checkpoint = CheckpointFile.Load(path);
        return checkpoint.Provenance.GetValueOrDefault(KeyName) == key ? (checkpoint, record) : null;
    }

    private (Checkpoint, StageRecord) RunStage(ChainStage stage, Checkpoint? before, string key, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        string state = Path.Combine(folder, stage.Name + ".state");
        StageOutcome outcome;
        try
        {
            outcome = stage.Run(before, new StageContext(state, finished, begin(stage.Name), cancellation));
        }
        catch (ArgumentException e)
        {
            throw TrainingPipeline.Fault(e, stage.Name);
        }

        Checkpoint checkpoint = data.Sign(outcome.Checkpoint, ("stage", stage.Name), (KeyName, key));
        CheckpointFile.Save(checkpoint, CheckpointPath(stage));
        foreach (string left in Directory.EnumerateFiles(folder, stage.Name + ".state*"))
        {
            File.Delete(left);
        }

        StageRecord record = Judge(stage, checkpoint, outcome.Curve, Stopwatch.GetElapsedTime(start));
        log.Add(key, record);
        return (checkpoint, record);
    }

    private StageRecord Judge(ChainStage stage, Checkpoint checkpoint, IReadOnlyList<CurvePoint> curve, TimeSpan time)
    {
        var recognizer = new LogitRecognizer(data.Schema, CalibrationSection.Identity, new FloatModel(checkpoint, checkpoint.Plan));
        EvaluationReport report = EvaluationReport.Run(data.Schema, recognizer, data.Development);
        return new StageRecord(
            stage.Name, stage.Description, checkpoint.Weights.Count, checkpoint.Config.MultiplyAccumulates, ImageSize.Of(checkpoint),
            time.TotalSeconds, report.Intents.Share, report.WholeSentences.Share, report.SlotF1, curve);
    }

    private string CheckpointPath(ChainStage stage) => Path.Combine(folder, stage.Name + ".ckpt");

    private static string Key(params IEnumerable<object> parts)
    {
        using var fingerprint = new Fingerprint();
        foreach (object part in parts)
        {
            fingerprint.Add(part);
        }

        return fingerprint.Finish();
    }
}
