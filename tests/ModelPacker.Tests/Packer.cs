using System.Diagnostics;

namespace ModelPacker.Tests;

/// <summary>Runs the built command line tool.</summary>
internal static class Packer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "modelpacker.dll");

    internal sealed record Outcome(int ExitCode, string Output, string Error);

    /// <summary>Runs to the end.</summary>
    public static Outcome Run(params string[] arguments) => Run("", arguments);

    /// <summary>Runs to the end with this on standard input.</summary>
    public static Outcome Run(string input, string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        return Finish(process, output, error);
    }

    /// <summary>Runs a line of sh, in which $RUN stands for the tool with these arguments.</summary>
    public static Outcome RunInShell(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["RUN"] = string.Join(' ', ["dotnet", Tool, .. arguments]);
        using Process process = Process.Start(start)!;
        return Finish(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Starts a process and sends it Ctrl-C once standard error has shown a line with <paramref name="cue"/>.</summary>
    public static Outcome Interrupt(string cue, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string seen = "";
        while (!seen.Contains(cue) && process.StandardError.ReadLine() is { } line)
        {
            seen += line + "\n";
        }

        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        Task<string> rest = process.StandardError.ReadToEndAsync();
        Outcome outcome = Finish(process, output, rest);
        return outcome with { Error = seen + outcome.Error };
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Tool, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static Outcome Finish(Process process, Task<string> output, Task<string> error)
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"modelpacker did not end within {Patience}");
        }

        return new Outcome(process.ExitCode, output.Result, error.Result);
    }
}
