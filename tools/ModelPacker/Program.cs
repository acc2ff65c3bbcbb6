using System.CommandLine;
using ModelPacker.Commands;
using ModelPacker.Output;

var root = new RootCommand("""
    Trains command models from a command file and packs them for microcontrollers.

    A first model:
      modelpacker new commands.yaml
      modelpacker train commands.yaml --out model
      echo "turn on the kitchen light" | modelpacker run --model model/model.nlm
    """)
{
    NewCommand.Create(),
    TrainCommand.Create(),
    DistillCommand.Create(),
    PruneCommand.Create(),
    QuantizeCommand.Create(),
    CalibrateCommand.Create(),
    EvalCommand.Create(),
    ReportCommand.Create(),
    PackCommand.Create(),
    InspectCommand.Create(),
    RunCommand.Create(),
    VerifyCommand.Create(),
    BenchCommand.Create(),
};

Verb.ShowExamples(root);
ParseResult parsed = root.Parse(args);
List<string> mistakes = [.. parsed.Errors.Select(error => ParseMessage.Of(error.Message))];
if (args.Contains(""))
{
    mistakes.Add("an argument is empty; give a value, or leave the option out");
}

if (mistakes.Count > 0)
{
    mistakes.ForEach(Terminal.Error);

    string verb = parsed.CommandResult.Command == root ? "" : " " + parsed.CommandResult.Command.Name;
    Terminal.Note($"'modelpacker{verb} --help' shows how");
    return ExitCode.Usage;
}

try
{
    // Ctrl-C is the commands' own affair.
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception e) when (ExitCode.Of(e) is { } code)
{
    Terminal.Error(e.Message);
    return code;
}
