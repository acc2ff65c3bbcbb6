using System.Buffers.Binary;
using System.Text;

namespace ModelPacker.Training.Tests.Distillation;

/// <summary>Writes messages of protocol buffers: enough for a small ONNX model.</summary>
internal sealed class ProtobufWriter
{
    private readonly MemoryStream _bytes = new();

    public byte[] Bytes => _bytes.ToArray();

    public ProtobufWriter Add(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtobufWriter Add(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        Span<byte> bits = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bits, value);
        _bytes.Write(bits);
        return this;
    }

    public ProtobufWriter Add(int field, byte[] value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtobufWriter Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Add(int field, ProtobufWriter message) => Add(field, message.Bytes);

    public ProtobufWriter AddAll<T>(IEnumerable<T> items, Func<ProtobufWriter, T, ProtobufWriter> add) => items.Aggregate(this, add);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
