using System.Text;
using ModelPacker.Core.Model;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Output;

/// <summary>What a run came to, in a few lines.</summary>
internal static class Summary
{
    /// <summary>Of training and packing.</summary>
    public static string Write(PipelineResult result, TimeSpan time)
    {
        ModelConfig config = result.Checkpoint.Config;
        var text = new StringBuilder();
        text.AppendLine(
            $"model       {config.Layers} layers of width {config.Dim}, {config.Heads} heads, "
            + $"{config.Pieces} subwords, {config.NgramRows} n-gram rows; {result.Checkpoint.Weights.Count} weights");
        text.AppendLine(
            $"training    {result.Training.Epochs} epochs in {Format.Seconds(time)}, "
            + $"{Format.Number(result.Training.SentencesPerSecond, 0)} sentences/s");
        if (result.Training.TooLong > 0)
        {
            text.AppendLine(
                $"too long    {result.Training.TooLong} sentences of the first epoch were left out, being longer than {config.MaxTokens} tokens");
        }

        text.AppendLine(
            $"held out    intents {Format.Percent(result.Training.Development.Intent)}, "
            + $"frames {Format.Percent(result.Training.Development.Frame)} (floating point)");
        text.Append(Write(result.Packed));
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
}
