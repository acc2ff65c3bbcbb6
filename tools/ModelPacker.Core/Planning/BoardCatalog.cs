using System.Reflection;

namespace ModelPacker.Core.Planning;

/// <summary>The boards that the tool knows by name: those of targets/.</summary>
public static class BoardCatalog
{
    private const string FileName = "board.json";
    private static readonly char[] Separators = ['/', '\\'];
    private static readonly Assembly Here = typeof(BoardCatalog).Assembly;

    // Resources are called boards/NAME/board.json.
    private static readonly SortedDictionary<string, string> Resources = new(
        Here.GetManifestResourceNames().Where(resource => resource.StartsWith("boards/", StringComparison.Ordinal))
            .ToDictionary(resource => resource.Split(Separators)[1]), StringComparer.OrdinalIgnoreCase);

    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyCollection<string> Names => Resources.Keys;

    /// <summary>Reads a board by its name, by the path of its board.json, or by that of the folder that holds it.</summary>
    /// <exception cref="FileNotFoundException">There is no such board; the message lists those that there are.</exception>
    /// <exception cref="InvalidDataException">The file is no board.json.</exception>
    public static BoardFile Load(string nameOrPath)
    {
        foreach (string path in new[] { nameOrPath, Path.Combine(nameOrPath, FileName) })
        {
            if (File.Exists(path))
            {
                return BoardFile.Load(path);
            }
        }

        return Resources.TryGetValue(nameOrPath, out string? resource) ? BoardFile.Parse(Bytes(resource), nameOrPath)
            : throw new FileNotFoundException(
                $"{nameOrPath}: there is no such file, and no board of that name. Boards: {string.Join(", ", Names)}; others by the path of their {FileName}");
    }

    private static byte[] Bytes(string resource)
    {
        using Stream stream = Here.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
