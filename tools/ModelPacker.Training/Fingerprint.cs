using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using ModelPacker.Core.Corpora;

namespace ModelPacker.Training;

/// <summary>A SHA-256 over whatever decides how a run ends.</summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Takes in a value by its public properties.</summary>
    public Fingerprint Add<T>(T value)
    {
        _hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(value));
        _hash.AppendData([0]);
        return this;
    }

    /// <summary>Takes in texts with their labels.</summary>
    public Fingerprint Add(IEnumerable<Utterance> utterances)
    {
        foreach (Utterance utterance in utterances) Add<Utterance>(utterance);
        return this;
    }

    /// <summary>Takes in numbers.</summary>
    public Fingerprint Add(ReadOnlySpan<float> values) => Add(MemoryMarshal.AsBytes(values));

    /// <summary>Takes in bytes.</summary>
    public Fingerprint Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>In hexadecimal, of all that was taken in; it starts over then.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
