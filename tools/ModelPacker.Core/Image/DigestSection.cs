using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace ModelPacker.Core.Image;

/// <summary>DGST: SHA-256 of everything before it, and the CRC-32 of that, which makes the section's own CRC-32 a constant.</summary>
public static class DigestSection
{
    public const int Bytes = SHA256.HashSizeInBytes + sizeof(uint);

    /// <summary>CRC-32 of any bytes followed by their own CRC-32.</summary>
    public const uint Checksum = 0x2144DF1C;

    /// <summary>Fills <paramref name="section"/> for an image whose earlier bytes are <paramref name="covered"/>.</summary>
    public static void Compute(ReadOnlySpan<byte> covered, Span<byte> section)
    {
        Span<byte> digest = section[..SHA256.HashSizeInBytes];
        SHA256.HashData(covered, digest);
        BinaryPrimitives.WriteUInt32LittleEndian(section[SHA256.HashSizeInBytes..], Crc32.HashToUInt32(digest));
    }

    /// <summary>Whether <paramref name="section"/> is the digest of <paramref name="covered"/>.</summary>
    public static bool Matches(ReadOnlySpan<byte> covered, ReadOnlySpan<byte> section)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        Compute(covered, expected);
        return expected.SequenceEqual(section);
    }
}
