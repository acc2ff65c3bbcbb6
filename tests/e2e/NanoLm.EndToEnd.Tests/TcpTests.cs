using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NanoLm.EndToEnd.Tests;

/// <summary>The console at a TCP port, with real clients.</summary>
public sealed class TcpTests : IDisposable
{
    private const string Prompt = "nanolm> ";
    private readonly TestImage image = new(causal: false);
    private readonly List<Process> hosts = [];

    public void Dispose()
    {
        foreach (Process host in hosts)
        {
            host.Kill();
            host.WaitForExit();
            host.Dispose();
        }
        image.Dispose();
    }

    [Fact]
    public void ItIsLikeASerialPort()
    {
        IPEndPoint place = Start("--tcp", "0");
        Assert.Equal(IPAddress.Loopback, place.Address);
        using NetworkStream client = Connect(place);
        Assert.Equal($"\r\n{Prompt}", HostTests.ReadUntil(client, Prompt));
        client.Write("/hel\x7Flp\r\n"u8);
        Assert.StartsWith("/hel\b \blp\r\n{\"help\":", HostTests.ReadUntil(client, Prompt));
        client.Write([.. Enumerable.Repeat((byte)'x', 600)]);
        Assert.Contains("\"reason\":\"too_long\"", HostTests.ReadUntil(client, Prompt));
        client.Write("\n"u8); // the rest of that line is dropped
        client.Write("/stats\n"u8);
        Assert.Contains("{\"accepted\":0,\"refused\":1,", HostTests.ReadUntil(client, Prompt));
    }

    /// <summary>One that goes in the middle of a line or of an answer leaves nothing to the next.</summary>
    [Fact]
    public void ClientsComeOneAfterTheOther()
    {
        IPEndPoint place = Start("--tcp", "0", "--address", "127.0.0.1");
        for (int i = 0; i < 3; i++)
        {
            using NetworkStream client = Connect(place);
            Assert.Equal($"\r\n{Prompt}", HostTests.ReadUntil(client, Prompt));
            client.Write("/info\r"u8);
            Assert.StartsWith("/info\r\n{\"model\":", HostTests.ReadUntil(client, Prompt));
            client.Write("/help\r/hel"u8);
        }
    }

    [Fact]
    public async Task APortThatIsTakenIsSaid()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
        (int code, string output, string errors) = await HostProcess.Run([], "--model", image.Path, "--tcp", port);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"nanolm-host: cannot listen at 127.0.0.1:{port}: ", errors);
    }

    [Theory]
    [InlineData("--tcp must be a port", "--tcp", "65536")]
    [InlineData("--address here is no IP address", "--tcp", "0", "--address", "here")]
    [InlineData("--address needs --tcp", "--address", "127.0.0.1")]
    [InlineData("the console has one port", "--tcp", "0", "--pty")]
    public async Task MistakesAreExplained(string message, params string[] options)
    {
        (int code, _, string errors) = await HostProcess.Run([], ["--model", image.Path, .. options]);
        Assert.Equal(1, code);
        Assert.Contains(message, errors);
    }

    private IPEndPoint Start(params string[] options)
    {
        Process host = HostProcess.Start(["--model", image.Path, .. options]);
        hosts.Add(host);
        string banner = host.StandardError.ReadLine()!;
        return IPEndPoint.Parse(banner[(banner.LastIndexOf(' ') + 1)..]);
    }

    private static NetworkStream Connect(IPEndPoint place)
    {
        var client = new TcpClient();
        client.Connect(place);
        client.ReceiveTimeout = 30_000;
        return new NetworkStream(client.Client, ownsSocket: true);
    }
}
