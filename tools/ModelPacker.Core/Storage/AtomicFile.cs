namespace ModelPacker.Core.Storage;

/// <summary>Writes files whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes the file anew. When that fails, an old file stays as it was and nothing else is left behind.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, byte[] bytes)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder; name a file");
        }

        // Where the name is a link, what it points to is written.
        FileSystemInfo? pointed = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        string target = pointed?.FullName ?? Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new DirectoryNotFoundException($"{path}: its folder does not exist; make it first");
        }

        string partial = target + ".partial";
        try
        {
            File.WriteAllBytes(partial, bytes);
            File.Move(partial, target, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
