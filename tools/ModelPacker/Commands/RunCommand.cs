using System.CommandLine;
using ModelPacker.Core.Evaluation;
using ModelPacker.Output;
using NanoLm.Kernels;

namespace ModelPacker.Commands;

/// <summary>run: a line in, a JSON line out, as a board does.</summary>
internal static class RunCommand
{
    private const int CacheBytes = 8192;

    private static readonly Option<string> Model = Options.Required<string>("--model", "F.nlm", "the image");

    public static Command Create()
    {
        var command = new Verb(
            "run",
            "Answers lines of standard input with one JSON line each, as a board with this image does.",
            "modelpacker run --model model/model.nlm",
            "printf 'turn on the kitchen light\\nwhat time is it\\n' | modelpacker run --model model/model.nlm")
        { Model };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        StandardStreams.Demand();
        using var image = Files.OpenImage(parsed.GetRequiredValue(Model));
        var recognizer = new DeviceRecognizer(image, CacheBytes);
        bool interactive = !Console.IsInputRedirected;
        Prompt(interactive);
        foreach (byte[] line in Lines(Console.OpenStandardInput()))
        {
            if (line.Length > 0 || !interactive)
            {
                StandardStreams.DemandReader();
                Console.Out.WriteLine(recognizer.RecognizeLine(line));
                Console.Out.Flush();
            }

            Prompt(interactive);
        }

        if (interactive)
        {
            Console.Error.WriteLine();
        }

        return ExitCode.Success;
    }

    private static void Prompt(bool interactive)
    {
        if (interactive)
        {
            Console.Error.Write("nanolm> ");
        }
    }

    // Lines of any bytes; what exceeds the longest line is dropped except for one byte, which tells that the line is too long.
    private static IEnumerable<byte[]> Lines(Stream input)
    {
        var line = new List<byte>();
        var chunk = new byte[4096];
        bool pending = false;
        int count;
        while ((count = input.Read(chunk)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                pending = chunk[i] != '\n';
                if (!pending)
                {
                    yield return Finish(line);
                    line.Clear();
                }
                else if (line.Count <= DeviceRecognizer.MaxLineBytes + 1)
                {
                    line.Add(chunk[i]);
                }
            }
        }

        if (pending)
        {
            yield return Finish(line);
        }
    }

    private static byte[] Finish(List<byte> line)
    {
        if (line.Count > 0 && line[^1] == '\r')
        {
            line.RemoveAt(line.Count - 1);
        }

        return [.. line];
    }
}
