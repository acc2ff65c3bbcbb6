using System.CommandLine;
using ModelPacker.Core.Image;
using ModelPacker.Output;
using ModelPacker.Training.Pipeline;

namespace ModelPacker.Commands;

/// <summary>Options of packing, which train and pack share.</summary>
internal sealed class PackingOptions
{
    private readonly Option<string?> board = Options.Optional<string?>("--board", "FILE",
        "board.json of the only board that may run the image; checks that it fits");

    private readonly Option<double?> precision = Options.Optional<double?>("--precision", "SHARE",
        "share of answers that must be right, such as 0.95; what is less sure is refused. Without it most texts are dealt with rightly");

    public void AddTo(Command command)
    {
        command.Options.Add(board);
        command.Options.Add(precision);
    }

    /// <exception cref="UsageException">The precision is no share.</exception>
    public (PackOptions Options, BoardFile? Board) Read(ParseResult parsed)
    {
        double? share = parsed.GetValue(precision);
        if (share is <= 0 or > 1)
        {
            throw new UsageException($"--precision {Format.Number(share.Value, 2)} must be above 0 and at most 1");
        }

        BoardFile? file = null;
        if (parsed.GetValue(board) is { } path)
        {
            Files.Demand([path]);
            file = BoardFile.Load(path);
        }

        return (new PackOptions(new ImageHeader(Board: file is null ? 0 : ImageHeader.BoardId(file.Name)), share), file);
    }
}
