using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NanoLm.Kernels.Boards;

namespace NanoLm.Kernels.Wire;

/// <summary>
/// A board whose kernel server (native/server) answers over a byte stream, as docs/wire.md says. One call at a time;
/// calls from several threads wait for each other. Numbers on the wire are little endian, as is every desk this runs on.
/// </summary>
public sealed class WireBoard : IBoard
{
    private const int ProtocolVersion = 1;
    private const int StatusBytes = 4;
    private const int TagOutputsKey = 9;
    private readonly WireChannel _channel;
    private readonly IDisposable? _owner;
    private readonly Lock _lock = new();
    private readonly int _maxPayload = 64;

    /// <summary>Greets the server, which closes whatever was open before.</summary>
    /// <param name="fromBoard">The board's answers.</param>
    /// <param name="toBoard">Requests to the board.</param>
    /// <param name="timeout">How long one call may take before it is asked for again; at most three times.</param>
    /// <param name="owner">What lies behind the streams; disposed with this board.</param>
    /// <exception cref="WireException">Nobody answers, or someone with another protocol.</exception>
    public WireBoard(Stream fromBoard, Stream toBoard, TimeSpan timeout, IDisposable? owner = null)
    {
        _channel = new WireChannel(fromBoard, toBoard, timeout);
        _owner = owner;
        Span<byte> hello = stackalloc byte[12];
        Call(Opcode.Hello, [], [], hello);
        int version = BinaryPrimitives.ReadUInt16LittleEndian(hello);
        if (version != ProtocolVersion)
        {
            throw new WireException($"The board speaks protocol {version}, this program {ProtocolVersion}: build both from the same sources.");
        }
        _maxPayload = BinaryPrimitives.ReadInt32LittleEndian(hello[4..]);
        ArenaBytes = BinaryPrimitives.ReadInt32LittleEndian(hello[8..]);
    }

    /// <summary>Bytes of the board's arena, which all its sessions share.</summary>
    public int ArenaBytes { get; }

    /// <inheritdoc/>
    public int ModelOpen(int slot) => Call(Opcode.ModelOpen, [slot]);

    /// <inheritdoc/>
    public int ModelClose(int model) => Call(Opcode.ModelClose, [model]);

    /// <inheritdoc/>
    public int ModelCheck(int model, int cursor, int bytes) => Call(Opcode.ModelCheck, [model, cursor, bytes]);

    /// <inheritdoc/>
    public int ModelInfo(int model, int key) => Call(Opcode.ModelInfo, [model, key]);

    /// <inheritdoc/>
    public int SectionBytes(int model, int type, int index) => Call(Opcode.SectionBytes, [model, type, index]);

    /// <inheritdoc/>
    public int SectionRead(int model, int type, int index, int offset, Span<byte> buffer)
    {
        int most = _maxPayload - StatusBytes, done = 0;
        do
        {
            Span<byte> part = buffer.Slice(done, Math.Min(most, buffer.Length - done));
            int status = Call(Opcode.SectionRead, [model, type, index, offset + done, part.Length], [], part);
            if (status < 0)
            {
                return status;
            }
            done += part.Length;
        }
        while (done < buffer.Length);
        return done;
    }

    /// <inheritdoc/>
    public int SessionOpen(int model) => Call(Opcode.SessionOpen, [model]);

    /// <inheritdoc/>
    public int SessionClose(int session) => Call(Opcode.SessionClose, [session]);

    /// <inheritdoc/>
    public int Begin(int session, ReadOnlySpan<ushort> tokens, ReadOnlySpan<byte> text) =>
        Call(Opcode.Begin, [session, tokens.Length / 3], [.. MemoryMarshal.AsBytes(tokens), .. text], []);

    /// <inheritdoc/>
    public int Advance(int session) => Call(Opcode.Advance, [session]);

    /// <inheritdoc/>
    public int Rewind(int session, int count) => Call(Opcode.Rewind, [session, count]);

    /// <inheritdoc/>
    public int ReadSentence(int session, Span<short> logits) =>
        Call(Opcode.ReadSentence, [session, logits.Length], [], MemoryMarshal.AsBytes(logits));

    /// <inheritdoc/>
    public int ReadTags(int session, ReadOnlySpan<ushort> positions, Span<short> logits) =>
        Call(Opcode.ReadTags, [session, logits.Length], MemoryMarshal.AsBytes(positions), MemoryMarshal.AsBytes(logits));

    /// <inheritdoc/>
    public int ReadRows(int session, int position, ReadOnlySpan<ushort> rows, Span<short> logits)
    {
        int most = (_maxPayload - 8) / sizeof(ushort), done = 0;
        do
        {
            int count = Math.Min(most, rows.Length - done);
            int status = Call(Opcode.ReadRows, [session, position], MemoryMarshal.AsBytes(rows.Slice(done, count)),
                MemoryMarshal.AsBytes(logits.Slice(done, count)));
            if (status < 0)
            {
                return status;
            }
            done += count;
        }
        while (done < rows.Length);
        return Status.Ok;
    }

    /// <inheritdoc/>
    public int Softmax(ReadOnlySpan<short> logits, Span<short> probabilities) =>
        Call(Opcode.Softmax, [], MemoryMarshal.AsBytes(logits), MemoryMarshal.AsBytes(probabilities));

    /// <inheritdoc/>
    public int Ticks() => Call(Opcode.Ticks, []);

    /// <summary>As <see cref="IBoard.TagPath"/>, in the board's own working memory.</summary>
    public int TagPath(int model, ReadOnlySpan<short> logits, ReadOnlySpan<ushort> tags, Span<byte> path, Span<short> margins, Span<int> work)
    {
        int tagOutputs = ModelInfo(model, TagOutputsKey), words = path.Length;
        if (tagOutputs < 0 || logits.Length < (long)words * tagOutputs)
        {
            return Status.Argument;
        }
        var result = new byte[(sizeof(short) + 1) * words];
        int status = Call(Opcode.TagPath, [model, words, tags.Length],
            [.. MemoryMarshal.AsBytes(tags), .. MemoryMarshal.AsBytes(logits[..(words * tagOutputs)])], result);
        if (status == Status.Ok)
        {
            result.AsSpan(0, sizeof(short) * words).CopyTo(MemoryMarshal.AsBytes(margins));
            result.AsSpan(sizeof(short) * words).CopyTo(path);
        }
        return status;
    }

    /// <inheritdoc/>
    public int SelfCheck() => Call(Opcode.SelfCheck, []);

    /// <summary>Ends the wire's owner, such as an emulator.</summary>
    public void Dispose() => _owner?.Dispose();

    private int Call(Opcode opcode, ReadOnlySpan<int> numbers) => Call(opcode, numbers, [], []);

    /// <summary>One exchange: the request is numbers and then an array; the answer a status and then bytes for <paramref name="result"/>.</summary>
    private int Call(Opcode opcode, ReadOnlySpan<int> numbers, ReadOnlySpan<byte> array, Span<byte> result)
    {
        byte[] payload = [.. MemoryMarshal.AsBytes(numbers), .. array];
        if (payload.Length > _maxPayload)
        {
            return Status.TooLong;
        }
        lock (_lock)
        {
            ReadOnlySpan<byte> answer = _channel.Exchange(opcode, payload).Span;
            if (answer.Length < StatusBytes || answer.Length - StatusBytes > result.Length)
            {
                throw new WireException($"The board answered {opcode} with {answer.Length} bytes, which is not its protocol.");
            }
            answer[StatusBytes..].CopyTo(result);
            return BinaryPrimitives.ReadInt32LittleEndian(answer);
        }
    }
}
