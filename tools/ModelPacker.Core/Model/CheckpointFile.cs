using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Quantization;
using ModelPacker.Core.Schemas;
using ModelPacker.Core.Storage;

namespace ModelPacker.Core.Model;

/// <summary>
/// Reads and writes checkpoints, little endian: the magic <c>NLMC</c>, u32 version, u32 bytes of the header, the header as JSON
/// (configuration, pieces, schema, provenance, samples, and the quantisation plan if there is one), the weights as float32 in the order of <see cref="ModelWeights.Tensors"/>, and the
/// SHA-256 of all that. Equal checkpoints give equal bytes.
/// </summary>
public static class CheckpointFile
{
    private const int Version = 1, PreambleBytes = 12, DigestBytes = SHA256.HashSizeInBytes;
    private static readonly JsonSerializerOptions Json = new()
    {
        IncludeFields = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the file anew; an interrupted write leaves an old file as it was.</summary>
    public static void Save(Checkpoint checkpoint, string path) => AtomicFile.Write(path, Write(checkpoint));

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is no checkpoint, is damaged or of another version; the message says which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Load(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The bytes of a checkpoint file.</summary>
    public static byte[] Write(Checkpoint checkpoint)
    {
        Schema schema = checkpoint.Schema;
        var header = new Header(
            checkpoint.Config,
            checkpoint.Pieces,
            new SchemaFields(schema.Name, schema.Slots, schema.Intents, schema.Actions),
            new SortedDictionary<string, string>(checkpoint.Provenance.ToDictionary(), StringComparer.Ordinal),
            checkpoint.Samples,
            checkpoint.Plan);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, Json);
        byte[] bytes = new byte[FileBytes(json.Length, checkpoint.Weights)];
        "NLMC"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), json.Length);
        json.CopyTo(bytes, PreambleBytes);
        int at = PreambleBytes + json.Length;
        foreach (WeightTensor tensor in checkpoint.Weights.Tensors)
        {
            Span<byte> target = bytes.AsSpan(at, tensor.Values.Length * sizeof(float));
            for (int i = 0; i < tensor.Values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(target[(i * sizeof(float))..], tensor.Values[i]);
            at += target.Length;
        }
        SHA256.HashData(bytes.AsSpan(0, at), bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>The checkpoint in a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are not those of a checkpoint, or are damaged.</exception>
    public static Checkpoint Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PreambleBytes + DigestBytes || !bytes.StartsWith("NLMC"u8))
        {
            throw new InvalidDataException("not a NanoLm checkpoint; name the file that training wrote");
        }
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (version != Version)
        {
            throw new InvalidDataException($"checkpoint version {version}, but this tool reads version {Version}; train again or use the tool that wrote it");
        }
        ReadOnlySpan<byte> content = bytes[..^DigestBytes];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[^DigestBytes..]))
        {
            throw new InvalidDataException("the checkpoint is damaged or cut short (its SHA-256 does not match); copy it again or train again");
        }
        int headerBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (headerBytes < 0 || headerBytes > content.Length - PreambleBytes) throw Inconsistent("its header is longer than the file");
        try
        {
            Header header = JsonSerializer.Deserialize<Header>(content.Slice(PreambleBytes, headerBytes), Json) ?? throw Inconsistent("its header is empty");
            var weights = new ModelWeights(header.Config);
            if (FileBytes(headerBytes, weights) != bytes.Length) throw Inconsistent("its length does not fit its configuration");
            ReadWeights(content[(PreambleBytes + headerBytes)..], weights);
            SchemaFields schema = header.Schema;
            return new Checkpoint(weights, header.Pieces, new Schema(schema.Name, schema.Slots, schema.Intents, schema.Actions), header.Provenance)
            {
                Samples = header.Samples,
                Plan = header.Plan,
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw Inconsistent(error.Message);
        }
    }

    private static void ReadWeights(ReadOnlySpan<byte> bytes, ModelWeights weights)
    {
        foreach (WeightTensor tensor in weights.Tensors)
        {
            for (int i = 0; i < tensor.Values.Length; i++) tensor.Values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
            bytes = bytes[(tensor.Values.Length * sizeof(float))..];
        }
    }

    private static long FileBytes(int headerBytes, ModelWeights weights) =>
        PreambleBytes + headerBytes + (weights.Count * sizeof(float)) + DigestBytes;

    private static InvalidDataException Inconsistent(string what) => new($"the checkpoint contradicts itself: {what}");

    private sealed record SchemaFields(string Name, IReadOnlyList<Slot> Slots, IReadOnlyList<Intent> Intents, IReadOnlyList<PinAction> Actions);

    private sealed record Header(
        ModelConfig Config, IReadOnlyList<string> Pieces, SchemaFields Schema, IReadOnlyDictionary<string, string> Provenance,
        IReadOnlyList<Utterance> Samples,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] QuantizationPlan? Plan = null);
}
