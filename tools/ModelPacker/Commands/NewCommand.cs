using System.CommandLine;
using ModelPacker.Core.Commands;
using ModelPacker.Output;

namespace ModelPacker.Commands;

/// <summary>new: a command file to start from.</summary>
internal static class NewCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "where to write it", DefaultValueFactory = _ => "commands.yaml" };
        var command = new Verb(
            "new",
            "Writes a small command file to start from, with comments.",
            "modelpacker new greenhouse.yaml")
        { file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Run(string path)
    {
        if (File.Exists(path))
        {
            throw new UsageException($"{path} exists already and is left as it is: give another name");
        }

        Files.Write(path, StarterFile.Text());
        Terminal.Note($"{path} is written. Next: edit it, then modelpacker train {path} --out model");
        return ExitCode.Success;
    }
}
