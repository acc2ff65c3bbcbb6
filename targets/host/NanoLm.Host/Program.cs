using System.CommandLine;
using NanoLm.Host;
using NanoLm.Kernels.Emulation;
using NanoLm.Runtime;

var model = new Option<string>("--model") { Description = "The image for model slot 0", Required = true };
var board = new Option<string>("--board") { Description = "Run the kernels on this emulated board instead of here" };
var cache = new Option<int>("--cache") { Description = "Bytes for the cache of known prompts; 0: none", DefaultValueFactory = _ => 8192 };
var pty = new Option<bool>("--pty") { Description = "Open a pseudo-terminal for picocom or minicom instead of using stdin and stdout" };
cache.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int bytes) && bytes < 0)
    {
        result.AddError("--cache must be 0 or more.");
    }
});
var command = new RootCommand("The virtual board: reads command lines, answers each with one JSON line.") { model, board, cache, pty };
command.SetAction(arguments =>
{
    try
    {
        VirtualBoard.Run(arguments.GetValue(model), arguments.GetValue(board), arguments.GetValue(cache), arguments.GetValue(pty));
        return 0;
    }
    catch (Exception failure) when (failure is BoardException or EngineException or ImageFormatException or IOException or UnauthorizedAccessException)
    {
        System.Console.Error.WriteLine($"nanolm-host: {failure.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();
