using System.Buffers.Binary;
using System.IO.Hashing;

namespace NanoLm.Kernels.Wire;

/// <summary>A frame of docs/wire.md: sync (2), opcode, sequence, payload length (2), check of these (2), payload, CRC-32 of all but the sync.</summary>
internal readonly record struct Frame(byte Opcode, byte Sequence, ReadOnlyMemory<byte> Payload)
{
    internal const int HeaderBytes = 8;
    internal const int CrcBytes = 4;
    internal const byte Response = 0x80;
    internal const byte Damaged = 0xFF;
    private const byte Sync0 = 0xA5;
    private const byte Sync1 = 0x4E;

    internal byte[] ToBytes()
    {
        int end = HeaderBytes + Payload.Length;
        var bytes = new byte[end + CrcBytes];
        bytes[0] = Sync0;
        bytes[1] = Sync1;
        bytes[2] = Opcode;
        bytes[3] = Sequence;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), checked((ushort)Payload.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), HeaderCheck(bytes));
        Payload.Span.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end), Crc32.HashToUInt32(bytes.AsSpan(2, end - 2)));
        return bytes;
    }

    /// <summary>
    /// Looks for a sound frame in the bytes received so far. <paramref name="used"/> of them need not be kept: garbage
    /// before a frame, and the frame itself where one is returned. A frame that fails its checks is garbage from its
    /// first byte on, but what lies inside it is looked at again.
    /// </summary>
    internal static Frame? Find(ReadOnlyMemory<byte> received, int maxPayload, out int used)
    {
        ReadOnlySpan<byte> bytes = received.Span;
        for (used = 0; used < bytes.Length; used++)
        {
            ReadOnlySpan<byte> rest = bytes[used..];
            if (rest[0] != Sync0 || (rest.Length > 1 && rest[1] != Sync1))
            {
                continue;
            }
            if (rest.Length < HeaderBytes)
            {
                return null;
            }
            int payload = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
            int end = HeaderBytes + payload;
            if (payload > maxPayload || BinaryPrimitives.ReadUInt16LittleEndian(rest[6..]) != HeaderCheck(rest))
            {
                continue;
            }
            if (rest.Length < end + CrcBytes)
            {
                return null;
            }
            if (Crc32.HashToUInt32(rest[2..end]) == BinaryPrimitives.ReadUInt32LittleEndian(rest[end..]))
            {
                var frame = new Frame(rest[2], rest[3], received.Slice(used + HeaderBytes, payload));
                used += end + CrcBytes;
                return frame;
            }
        }
        return null;
    }

    private static ushort HeaderCheck(ReadOnlySpan<byte> frame) => (ushort)Crc32.HashToUInt32(frame[2..6]);
}
