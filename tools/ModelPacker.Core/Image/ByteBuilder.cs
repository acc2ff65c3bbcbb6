using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelPacker.Core.Image;

/// <summary>A growing little-endian byte buffer whose earlier fields can be filled in later.</summary>
public sealed class ByteBuilder
{
    private readonly List<byte> bytes = [];

    /// <summary>Bytes written so far: the offset of what comes next.</summary>
    public int Count => bytes.Count;

    public void U8(int value) => bytes.Add(checked((byte)value));

    public void U16(int value)
    {
        int at = Reserve(sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(At(at), checked((ushort)value));
    }

    public void U32(uint value)
    {
        int at = Reserve(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(At(at), value);
    }

    public void I32(int value) => U32(unchecked((uint)value));

    public void Bytes(ReadOnlySpan<byte> values) => bytes.AddRange(values);

    public void Bytes(ReadOnlySpan<sbyte> values) => bytes.AddRange(MemoryMarshal.AsBytes(values));

    public void I16(ReadOnlySpan<short> values)
    {
        int at = Reserve(values.Length * sizeof(short));
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(At(at + i * sizeof(short)), values[i]);
        }
    }

    public void I32(ReadOnlySpan<int> values)
    {
        int at = Reserve(values.Length * sizeof(int));
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(At(at + i * sizeof(int)), values[i]);
        }
    }

    /// <summary>Adds zero bytes up to a multiple of <paramref name="alignment"/>, and returns that offset.</summary>
    public int Align(int alignment)
    {
        Reserve((alignment - Count % alignment) % alignment);
        return Count;
    }

    /// <summary>Adds zero bytes and returns the offset of the first.</summary>
    public int Reserve(int count)
    {
        int at = Count;
        CollectionsMarshal.SetCount(bytes, at + count);
        At(at)[..count].Clear();
        return at;
    }

    public void PutU16(int offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(At(offset), checked((ushort)value));

    public void PutU32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(At(offset), value);

    public byte[] ToArray() => [.. bytes];

    /// <summary>A view of what was written from <paramref name="offset"/> on, valid until the next write.</summary>
    public Span<byte> At(int offset) => CollectionsMarshal.AsSpan(bytes)[offset..];
}
