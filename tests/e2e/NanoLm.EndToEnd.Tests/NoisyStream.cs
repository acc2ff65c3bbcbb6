namespace NanoLm.EndToEnd.Tests;

/// <summary>
/// A wire that damages what passes: each <paramref name="flipEvery"/>th byte read or written has a bit flipped; each
/// <paramref name="loseEvery"/>th write is lost, or, on the next occasion, preceded by bytes that look like a frame.
/// </summary>
internal sealed class NoisyStream(Stream inner, int flipEvery, int loseEvery) : Stream
{
    private static readonly byte[] FalseFrame = [0xA5, 0x4E, 0x0A, 0x07, 0x08, 0x00, 0xA5];
    private int _bytes;
    private int _writes;

    internal int Faults { get; private set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Flip(buffer.AsSpan(offset, read));
        return read;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read = await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
        Flip(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (++_writes % loseEvery == 0)
        {
            Faults++;
            if (_writes / loseEvery % 2 == 0)
            {
                return;
            }
            inner.Write(FalseFrame);
        }
        byte[] copy = buffer.AsSpan(offset, count).ToArray();
        Flip(copy);
        inner.Write(copy);
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Flip(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (++_bytes % flipEvery == 0)
            {
                bytes[i] ^= (byte)(1 << (_bytes / flipEvery % 8));
                Faults++;
            }
        }
    }
}
