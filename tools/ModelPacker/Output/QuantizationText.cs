using ModelPacker.Core.Evaluation;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Output;

/// <summary>What rounding costs, as a table.</summary>
internal static class QuantizationText
{
    /// <param name="check">Measured on the development texts.</param>
    /// <param name="bytes">Of the image without canary prompts.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(QuantizationCheck check, long bytes, TextWriter output)
    {
        Format.Table(output,
        [
            ["", "dev intents", "slot F1", "whole sentences", "refusals"],
            Row("float", check.Float),
            Row("fake quantised", check.Rounded),
            Row("packed", check.Packed),
        ], indent: "");
        output.WriteLine($"same answers, fake quantised and packed: {Format.Share(check.Agreement)}");
        output.WriteLine($"image: about {Format.Bytes(bytes)}");
    }

    private static string[] Row(string name, EvaluationReport report) =>
    [
        name, Format.Percent(report.Intents.Share), Format.Percent(report.SlotF1), Format.Percent(report.WholeSentences.Share),
        Format.Percent(report.OutOfScopeRefused.Share),
    ];
}
