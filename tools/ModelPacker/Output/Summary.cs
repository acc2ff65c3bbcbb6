using System.Globalization;
using System.Text;
using ModelPacker.Core.Model;
using ModelPacker.Training;
using ModelPacker.Training.Chain;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Output;

/// <summary>What a run came to, in a few lines.</summary>
internal static class Summary
{
    /// <summary>Of training and packing.</summary>
    public static string Write(PipelineResult result, TimeSpan time) =>
        Write(result.Training, $"{result.Training.Epochs} epochs in {Format.Seconds(time)}") + Write(result.Packed);

    /// <summary>Of training alone.</summary>
    public static string Write(TrainingResult result) => Write(result, $"{result.Epochs} epochs");

    /// <summary>Of a chain of stages.</summary>
    public static string Write(ChainResult result, TimeSpan time)
    {
        var text = new StringWriter();
        Format.Table(text,
        [
            ["stage", "weights", "MACs per token", "image bytes", "seconds", "intents", "frames", "slot F1"],
            .. result.Stages.Select(stage => (string[])
            [
                stage.Name, Count(stage.Weights), Count(stage.MultiplyAccumulates), Count(stage.Bytes), Format.Number(stage.Seconds, 0),
                Format.Percent(stage.Intent), Format.Percent(stage.Frame), Format.Percent(stage.SlotF1),
            ]),
        ], indent: "");
        text.WriteLine();
        text.WriteLine($"time        {Format.Seconds(time)}");
        text.Write(Write(result.Packed));
        return text.ToString();
    }

    /// <summary>Of packing alone.</summary>
    public static string Write(PackResult packed)
    {
        var text = new StringBuilder();
        text.AppendLine($"image       {Format.Bytes(packed.Image.Length)}");
        text.AppendLine($"arena       {Format.Bytes(packed.ArenaBytes)} of RAM");
        text.AppendLine(
            $"confidence  temperature {Format.Number(packed.Temperature, 2)}, "
            + $"refuses below {packed.Threshold} %, calibration error {Format.Percent(packed.Report.CalibrationError)}");
        text.AppendLine(
            $"integer     commands {Format.Share(packed.Report.WholeSentences)}, "
            + $"refusals {Format.Share(packed.Report.OutOfScopeRefused)} (the samples it was calibrated on)");
        text.AppendLine($"canaries    {packed.Canaries}");
        return text.ToString();
    }

    private static string Write(TrainingResult result, string epochs)
    {
        ModelConfig config = result.Checkpoint.Config;
        var text = new StringBuilder();
        text.AppendLine(
            $"model       {config.Layers} layers of width {config.Dim}, {config.Heads} heads, "
            + $"{config.Pieces} subwords, {config.NgramRows} n-gram rows; {result.Checkpoint.Weights.Count} weights");
        text.AppendLine($"training    {epochs}, {Format.Number(result.SentencesPerSecond, 0)} sentences/s");
        if (result.TooLong > 0)
        {
            text.AppendLine(
                $"too long    {result.TooLong} sentences of the first epoch were left out, being longer than {config.MaxTokens} tokens");
        }

        text.AppendLine(
            $"held out    intents {Format.Percent(result.Development.Intent)}, "
            + $"frames {Format.Percent(result.Development.Frame)} (floating point)");
        return text.ToString();
    }

    private static string Count(long value) => value.ToString("n0", CultureInfo.InvariantCulture);
}
