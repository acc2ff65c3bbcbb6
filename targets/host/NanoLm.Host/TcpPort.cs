using System.Net;
using System.Net.Sockets;
using NanoLm.Console;

namespace NanoLm.Host;

/// <summary>
/// A console at a TCP port: raw bytes, as a serial port's. One client at a time; when it goes the next is served, and what is answered while
/// there is none is dropped, as on a line that nobody listens to.
/// </summary>
internal sealed class TcpPort : BytePort, IDisposable
{
    private const byte GiveUp = 3; // Ctrl-C: forgets what the last client left of a line, and prompts
    private const int PatienceMilliseconds = 10_000; // with a client that does not read

    private readonly TcpListener _listener;
    private TcpClient _client;

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">The port is taken, or the address is none of this machine's.</exception>
    internal TcpPort(IPEndPoint endPoint)
    {
        _listener = new TcpListener(endPoint);
        try
        {
            _listener.Start(backlog: 1);
        }
        catch (SocketException failure)
        {
            throw new IOException($"cannot listen at {endPoint}: {failure.Message}; choose another --tcp port, or 0 for a free one", failure);
        }
    }

    /// <summary>What to connect to, such as 127.0.0.1:4000.</summary>
    public override string ToString() => _listener.LocalEndpoint.ToString();

    /// <summary>Bytes of the client; waits for the next one when it goes. Never 0: another may always come.</summary>
    public override int Read(byte[] buffer)
    {
        while (true)
        {
            if (_client == null)
            {
                _client = Accept();
                buffer[0] = GiveUp;
                return 1;
            }
            try
            {
                int count = _client.GetStream().Read(buffer);
                if (count > 0)
                {
                    return count;
                }
            }
            catch (IOException)
            {
                // It went without a word.
            }
            Leave();
        }
    }

    public override void Write(byte[] buffer, int count)
    {
        try
        {
            _client?.GetStream().Write(buffer, 0, count);
        }
        catch (IOException)
        {
            Leave();
        }
    }

    public void Dispose()
    {
        Leave();
        _listener.Dispose();
    }

    private TcpClient Accept()
    {
        TcpClient client = _listener.AcceptTcpClient();
        client.NoDelay = true;
        client.SendTimeout = PatienceMilliseconds;
        return client;
    }

    private void Leave()
    {
        _client?.Dispose();
        _client = null;
    }
}
