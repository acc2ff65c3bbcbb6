using System.CommandLine;
using ModelPacker.Core.Image;
using ModelPacker.Core.Planning;
using ModelPacker.Core.Quantization;
using ModelPacker.Output;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>Options of packing, which train and pack share.</summary>
internal sealed class PackingOptions
{
    private readonly Option<string?> board = Options.Optional<string?>("--board", "NAME|FILE",
        "the only board that may run the image, by name or by its board.json; checks that it fits, and puts the weights into the order of the board's kernels");

    private readonly Option<double?> precision = Options.Optional<double?>("--precision", "SHARE",
        "share of answers that must be right, such as 0.95; what is less sure is refused. Without it most texts are dealt with rightly");

    private readonly Option<int?> bits = Options.Optional<int?>("--bits", "8|4",
        "bits of the layers' weights; without it 8, or what the checkpoint was trained for");

    private readonly Option<int?> group = Options.Optional<int?>("--group", "N",
        "with --bits 4, columns that share a scale, a multiple of 16 such as 32; 0, one step per row, is smaller and less exact");

    private readonly Option<int?> embeddingBits = Options.Optional<int?>("--embedding-bits", "8|4",
        "bits of the embedding tables");

    public void AddTo(Command command)
    {
        command.Options.Add(bits);
        command.Options.Add(group);
        command.Options.Add(embeddingBits);
        command.Options.Add(board);
        command.Options.Add(precision);
    }

    /// <exception cref="UsageException">The precision is no share, or the bits or groups are none that the engine has.</exception>
    public (PackOptions Options, BoardFile? Board) Read(ParseResult parsed)
    {
        double? share = parsed.GetValue(precision);
        if (share is <= 0 or > 1)
        {
            throw new UsageException($"--precision {Format.Number(share.Value, 2)} must be above 0 and at most 1");
        }

        BoardFile? file = parsed.GetValue(board) is { } name ? BoardCatalog.Load(name) : null;

        return (new PackOptions(new ImageHeader(Board: file is null ? 0 : ImageHeader.BoardId(file.Name)), share, ReadFormat(parsed),
            file?.Order ?? WeightOrder.Rows), file);
    }

    // Null where none of the options is there.
    private WeightFormat? ReadFormat(ParseResult parsed)
    {
        (int? matrix, int? columns, int? embedding) = (parsed.GetValue(bits), parsed.GetValue(group), parsed.GetValue(embeddingBits));
        if (matrix is null && columns is null && embedding is null)
        {
            return null;
        }

        var format = new WeightFormat(matrix ?? 8, embedding ?? 8, columns ?? 0);
        Demand(format.MatrixBits is 8 or 4, $"--bits {matrix} must be 8 or 4");
        Demand(format.EmbeddingBits is 8 or 4, $"--embedding-bits {embedding} must be 8 or 4");
        Demand(format.Group is >= 0 and <= 65520 && format.Group % 16 == 0, $"--group {columns} must be a multiple of 16, at most 65520");
        Demand(format.Group == 0 || format.MatrixBits == 4, $"--group {columns} needs --bits 4");
        return format;
    }

    private static void Demand(bool holds, string fault)
    {
        if (!holds)
        {
            throw new UsageException(fault);
        }
    }
}
