using NanoLm.Console;
using NanoLm.Kernels;

namespace NanoLm.Host;

/// <summary>Stdin and stdout of a script: only a line feed ends a line, so that there is one answer for each.</summary>
internal sealed class PipePort : BytePort
{
    private const byte Backspace = 8;
    private const byte CarriageReturn = 13;
    private const byte Delete = 127;
    private const byte Space = 32;
    private readonly Stream _input = System.Console.OpenStandardInput();
    private readonly Stream _output = System.Console.OpenStandardOutput();

    /// <summary>Bytes of the input; what would edit or end a line at a terminal is white space here.</summary>
    public override int Read(byte[] buffer)
    {
        int count = _input.Read(buffer);
        for (int i = 0; i < count; i++)
        {
            buffer[i] = buffer[i] is CarriageReturn or Backspace or Delete ? Space : buffer[i];
        }
        return count;
    }

    public override void Write(byte[] buffer, int count)
    {
        StandardStreams.DemandReader();
        _output.Write(buffer, 0, count);
        _output.Flush();
    }
}
