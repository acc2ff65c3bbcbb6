using System.Text;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using ModelPacker.Core.Storage;
using NanoLm.Runtime;

namespace ModelPacker.Output;

/// <summary>Files of the command line, told apart by how they begin.</summary>
internal static class Files
{
    /// <exception cref="IOException">There is no such file.</exception>
    public static byte[] Read(string path)
    {
        Demand([path]);
        long bytes = new FileInfo(path).Length;
        return bytes <= Array.MaxLength ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"{path}: {Format.Bytes(bytes)} are more than an image or a checkpoint may have");
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

    /// <summary>Opens an image on this machine's kernels, its checksums and digest checked.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no sound image; the message names the file.</exception>
    public static HostImage OpenImage(string path)
    {
        byte[] bytes = Read(path);
        try
        {
            ImageReader.Open(bytes).CheckContents();
            return new HostImage(bytes);
        }
        catch (Exception e) when (e is ImageException or EngineException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Labelled utterances to judge a model by.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static IReadOnlyList<Utterance> ReadUtterances(IReadOnlyList<string> paths, Schema schema)
    {
        Utterance[] all = [.. paths.SelectMany(path => JsonlReader.Load(path, schema, needSpans: false))];
        return all.Length > 0 ? all : throw new InvalidDataException($"{string.Join(", ", paths)}: there is no labelled utterance");
    }

    public static bool IsImage(byte[] bytes) => bytes.AsSpan().StartsWith("NLM1"u8);

    public static bool IsCheckpoint(byte[] bytes) => bytes.AsSpan().StartsWith("NLMC"u8);

    /// <summary>Makes a folder for files to come, and checks that they can be written, before work begins.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    public static void DemandFolder(string path)
    {
        if (File.Exists(path))
        {
            throw new UsageException($"{path} is a file; name a folder");
        }

        try
        {
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: no file can be written there; name another folder ({e.Message})");
        }
    }

    public static void Write(string path, string text) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
}
