using System.Globalization;
using System.Text.Json;

namespace NanoLm.Kernels.Emulation;

/// <summary>An emulated board: what its targets/NAME/board.json says to the desk.</summary>
/// <param name="Name">Name of the folder in targets.</param>
/// <param name="Core">The processor core, for people.</param>
/// <param name="Emulator">The emulator's program.</param>
/// <param name="Package">The Debian package that brings the emulator.</param>
/// <param name="Arguments">Its arguments; {server} stands for the path of server.elf.</param>
/// <param name="Slots">Base address and size of each model slot.</param>
/// <param name="ServerPath">Where `make boards` puts the kernel server.</param>
public sealed record EmulatedBoard(
    string Name, string Core, string Emulator, string Package, IReadOnlyList<string> Arguments, IReadOnlyList<EmulatedSlot> Slots, string ServerPath)
{
    /// <summary>Reads the description of a board.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="name">A folder of targets whose board.json names an emulator.</param>
    /// <exception cref="BoardException">There is no such board.</exception>
    public static EmulatedBoard Load(string root, string name)
    {
        if (!Names(root).Contains(name))
        {
            throw new BoardException($"There is no emulated board '{name}'. Emulated boards: {string.Join(", ", Names(root))}.");
        }
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "targets", name, "board.json")));
        JsonElement board = document.RootElement;
        return new EmulatedBoard(
            name,
            Text(board, "core"),
            Text(board, "emulator"),
            Text(board, "package"),
            [.. board.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)],
            [.. board.GetProperty("slots").EnumerateArray().Select(slot => new EmulatedSlot(Number(slot, "base"), Number(slot, "bytes")))],
            Path.Combine(root, "build", "boards", name, "server.elf"));
    }

    /// <summary>Names of all emulated boards of the repository, sorted.</summary>
    public static IReadOnlyList<string> Names(string root) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(root, "targets"), "board.json", SearchOption.AllDirectories)
            .Where(HasEmulator)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The nearest folder upwards of this program, or of the working directory, that holds targets/boards.mk.</summary>
    /// <exception cref="BoardException">There is none.</exception>
    public static string FindRoot()
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "targets", "boards.mk")))
                {
                    return folder.FullName;
                }
            }
        }
        throw new BoardException("Emulated boards need the repository: run this inside it, after `make boards`.");
    }

    // The others are chips.
    private static bool HasEmulator(string boardFile)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(boardFile), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return document.RootElement.TryGetProperty("emulator", out _);
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private static long Number(JsonElement parent, string name) =>
        long.Parse(Text(parent, name).AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

/// <summary>Where a board holds a model: address and size in bytes.</summary>
public sealed record EmulatedSlot(long Base, long Bytes);
