using NanoLm.Console;
using NanoLm.Kernels;

namespace NanoLm.Host;

/// <summary>A person at the terminal, which echoes and edits lines itself and hands them over whole. The prompt is on stderr.</summary>
internal sealed class TerminalPort : BytePort
{
    private const byte LineFeed = 10;
    private readonly Stream _input = System.Console.OpenStandardInput();
    private readonly Stream _output = System.Console.OpenStandardOutput();
    private bool _lineStarts = true;

    /// <summary>Bytes of the next line that is not empty.</summary>
    public override int Read(byte[] buffer)
    {
        while (true)
        {
            if (_lineStarts)
            {
                System.Console.Error.Write("nanolm> ");
            }
            int count = _input.Read(buffer);
            if (count == 1 && buffer[0] == LineFeed && _lineStarts)
            {
                continue;
            }
            if (count == 0)
            {
                System.Console.Error.WriteLine();
                return 0;
            }
            _lineStarts = buffer[count - 1] == LineFeed;
            return count;
        }
    }

    public override void Write(byte[] buffer, int count)
    {
        StandardStreams.DemandReader();
        _output.Write(buffer, 0, count);
        _output.Flush();
    }
}
