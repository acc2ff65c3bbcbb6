using System.CommandLine;
using ModelPacker.Core.Quantization;
using ModelPacker.Output;

namespace ModelPacker.Commands;

/// <summary>Options of what weights become and where activations saturate, which quantize and calibrate share.</summary>
internal sealed class FormatOptions
{
    private const string MeanSquare = "mse", Percentile = "percentile";
    private const int GroupMultiple = 16;

    private readonly Option<int> bits = Options.Optional<int>("--bits", "8|4", "bits of the layers' weights", 8);
    private readonly Option<int> embeddingBits = Options.Optional<int>("--embedding-bits", "8|4", "bits of the embedding tables", 8);
    private readonly Option<int> group = Options.Optional<int>("--group", "N",
        "with --bits 4, columns that share a scale, a multiple of 16 such as 32; 0: one step per row", 0);
    private readonly Option<string> method = Options.Optional<string>("--method", "mse|percentile",
        "where activations saturate: at the least mean square error, or at a percentile of what was seen", MeanSquare);
    private readonly Option<double> percentile = Options.Optional<double>("--percentile", "P", "percent of the values within the range", 99.99);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { bits, embeddingBits, group, method, percentile })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="UsageException">A value is none that the engine or the method has.</exception>
    public (WeightFormat Format, RangeMethod Method) Read(ParseResult parsed)
    {
        var format = new WeightFormat(parsed.GetValue(bits), parsed.GetValue(embeddingBits), parsed.GetValue(group));
        if (format.MatrixBits is not (4 or 8) || format.EmbeddingBits is not (4 or 8))
        {
            throw new UsageException("--bits and --embedding-bits must be 8 or 4");
        }

        if (format.Group < 0 || format.Group % GroupMultiple != 0 || (format.Group > 0 && format.MatrixBits != 4))
        {
            throw new UsageException($"--group {format.Group}: groups need --bits 4, and a multiple of {GroupMultiple} columns");
        }

        double share = parsed.GetValue(percentile);
        return (format, parsed.GetValue(method) switch
        {
            MeanSquare => RangeMethod.MeanSquare,
            Percentile when share is > 0 and <= 100 => new RangeMethod(share),
            Percentile => throw new UsageException($"--percentile {Output.Format.Number(share, 2)} must be above 0 and at most 100"),
            var other => throw new UsageException($"--method {other} is unknown; it is {MeanSquare} or {Percentile}"),
        });
    }
}
