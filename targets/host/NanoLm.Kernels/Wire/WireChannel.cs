using System.Diagnostics;

namespace NanoLm.Kernels.Wire;

/// <summary>
/// Sends requests over a byte stream and waits for their answers. A request whose answer is late or damaged is sent
/// again with the same sequence number; the board carries it out at most once.
/// </summary>
internal sealed class WireChannel(Stream fromBoard, Stream toBoard, TimeSpan timeout)
{
    private const int Attempts = 3;
    private const int MaxPayload = ushort.MaxValue;
    private readonly byte[] _received = new byte[2 * (MaxPayload + Frame.HeaderBytes + Frame.CrcBytes)];
    private int _start;
    private int _end;
    private Task<int>? _pendingRead;
    private byte _sequence;

    /// <summary>Payload of the answer, valid until the next exchange.</summary>
    /// <exception cref="WireException">The wire has ended, or no sound answer came in any attempt.</exception>
    internal ReadOnlyMemory<byte> Exchange(Opcode opcode, ReadOnlyMemory<byte> payload)
    {
        _sequence++;
        byte[] request = new Frame((byte)opcode, _sequence, payload).ToBytes();
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Send(request);
            if (Receive(opcode) is { } answer)
            {
                return answer;
            }
        }
        throw new WireException($"The board did not answer {opcode} in {Attempts} attempts of {timeout.TotalSeconds:0.#} s. Is the kernel server running on it?");
    }

    private void Send(byte[] request)
    {
        try
        {
            toBoard.Write(request);
            toBoard.Flush();
        }
        catch (IOException error)
        {
            throw new WireException($"The board's wire is closed: {error.Message}");
        }
    }

    /// <summary>The answer to the request under way; null when it is late, or when the board received damage.</summary>
    private ReadOnlyMemory<byte>? Receive(Opcode opcode)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            Frame? found = Frame.Find(_received.AsMemory(_start.._end), MaxPayload, out int used);
            _start += used;
            if (found is { } frame)
            {
                if (frame.Sequence == _sequence && frame.Opcode == ((byte)opcode | Frame.Response))
                {
                    return frame.Payload;
                }
                if (frame.Opcode == Frame.Damaged)
                {
                    return null;
                }
            }
            else if (!ReadMore(timeout - clock.Elapsed))
            {
                return null;
            }
        }
    }

    /// <summary>Waits for further bytes; false when none come in time. A read that is late stays under way.</summary>
    private bool ReadMore(TimeSpan patience)
    {
        if (_pendingRead is null)
        {
            _received.AsSpan(_start.._end).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
            _pendingRead = fromBoard.ReadAsync(_received, _end, _received.Length - _end);
        }
        if (patience <= TimeSpan.Zero || !_pendingRead.Wait(patience))
        {
            return false;
        }
        int count = _pendingRead.Result;
        _pendingRead = null;
        _end += count;
        return count > 0 ? true : throw new WireException("The board's wire has ended: the board, or its emulator, has stopped.");
    }
}
