using System.Text;

namespace ModelPacker.Output;

/// <summary>Files of the command line, told apart by how they begin.</summary>
internal static class Files
{
    /// <exception cref="FileNotFoundException">There is no such file; the message says so in a sentence.</exception>
    public static byte[] Read(string path) =>
        File.Exists(path) ? File.ReadAllBytes(path) : throw new FileNotFoundException($"{path}: there is no such file");

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
