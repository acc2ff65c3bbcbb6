using System.Text;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using NanoLm.Runtime;

namespace ModelPacker.Output;

/// <summary>Files of the command line, told apart by how they begin.</summary>
internal static class Files
{
    /// <exception cref="IOException">There is no such file.</exception>
    public static byte[] Read(string path)
    {
        Demand([path]);
        return File.ReadAllBytes(path);
    }

    /// <summary>Checks that files are there before work begins.</summary>
    /// <exception cref="IOException">One is not; the message says so in a sentence.</exception>
    public static void Demand(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (!File.Exists(path))
            {
                throw new FileNotFoundException(Directory.Exists(path) ? $"{path} is a folder, not a file"
                    : $"{path}: there is no such file");
            }
        }
    }

    /// <summary>Opens an image on this machine's kernels.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no sound image; the message names the file.</exception>
    public static HostImage OpenImage(string path)
    {
        byte[] bytes = Read(path);
        try
        {
            return new HostImage(bytes);
        }
        catch (Exception e) when (e is ImageException or EngineException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    public static bool IsImage(byte[] bytes) => bytes.AsSpan().StartsWith("NLM1"u8);

    public static bool IsCheckpoint(byte[] bytes) => bytes.AsSpan().StartsWith("NLMC"u8);

    /// <summary>Writes the file anew; an interrupted write leaves an old file as it was.</summary>
    public static void Write(string path, byte[] bytes)
    {
        string partial = path + ".partial";
        File.WriteAllBytes(partial, bytes);
        File.Move(partial, path, overwrite: true);
    }

    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));
}
