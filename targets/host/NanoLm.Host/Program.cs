using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using NanoLm.Console;
using NanoLm.Host;
using NanoLm.Kernels.Emulation;
using NanoLm.Runtime;

var model = new Option<string>("--model") { Description = "The image for model slot 0", Required = true };
var board = new Option<string>("--board") { Description = "Run the kernels on this emulated board instead of here" };
var cache = new Option<int>("--cache") { Description = "Bytes for the cache of known prompts; 0: none", DefaultValueFactory = _ => 8192 };
var pty = new Option<bool>("--pty") { Description = "Open a pseudo-terminal for picocom or minicom instead of using stdin and stdout; not on Windows" };
var tcp = new Option<int?>("--tcp") { Description = "Serve one client at a time at this port instead, as a terminal program or a network serial port connects; 0: any free one" };
var address = new Option<IPAddress>("--address")
{
    Description = "With --tcp, the address to listen at; whoever reaches it can give commands",
    DefaultValueFactory = _ => IPAddress.Loopback,
    CustomParser = result => IPAddress.TryParse(result.Tokens[0].Value, out IPAddress parsed) ? parsed : Refuse(result, $"--address {result.Tokens[0].Value} is no IP address, such as 127.0.0.1 or 0.0.0.0."),
};
cache.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int bytes) && bytes < 0)
    {
        result.AddError("--cache must be 0 or more.");
    }
});
tcp.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int port) && port is < 0 or > IPEndPoint.MaxPort)
    {
        result.AddError("--tcp must be a port, 0 to 65535.");
    }
});
var command = new RootCommand("The virtual board: reads command lines, answers each with one JSON line.") { model, board, cache, pty, tcp, address };
command.Validators.Add(result =>
{
    if (result.GetResult(pty) is { Implicit: false } && result.GetResult(tcp) is not null)
    {
        result.AddError("--pty and --tcp: the console has one port.");
    }
    if (result.GetResult(address) is { Implicit: false } && result.GetResult(tcp) is null)
    {
        result.AddError("--address needs --tcp.");
    }
});
command.SetAction(arguments =>
{
    try
    {
        Func<BytePort> port = arguments.GetValue(pty) ? () => new PseudoTerminalPort()
            : arguments.GetValue(tcp) is { } number ? () => new TcpPort(new IPEndPoint(arguments.GetValue(address), number))
            : null;
        VirtualBoard.Run(arguments.GetValue(model), arguments.GetValue(board), arguments.GetValue(cache), port);
        return 0;
    }
    catch (Exception failure) when (failure is BoardException or EngineException or ImageFormatException or IOException
        or UnauthorizedAccessException or PlatformNotSupportedException)
    {
        System.Console.Error.WriteLine($"nanolm-host: {failure.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();

static IPAddress Refuse(ArgumentResult result, string fault)
{
    result.AddError(fault);
    return null;
}
