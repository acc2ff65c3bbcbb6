using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text;

namespace NanoLm.NanoClr;

/// <summary>Something that the user has to put right.</summary>
public sealed class ToolException(string message) : Exception(message);

/// <summary>How a program ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code; null: it was stopped because it took too long.</param>
/// <param name="Output">What it wrote, errors included.</param>
public sealed record ToolResult(string Command, int? ExitCode, string Output)
{
    /// <summary>Demands that all went well.</summary>
    /// <exception cref="ToolException">It did not.</exception>
    public void Demand()
    {
        if (ExitCode != 0) throw new ToolException($"{Command} {(ExitCode is null ? "took too long" : $"ended with {ExitCode}")}:\n{Output}");
    }
}

/// <summary>Runs programs.</summary>
public static class Tool
{
    /// <summary>Runs a command line with more arguments.</summary>
    /// <exception cref="ToolException">There is no such program.</exception>
    public static ToolResult Run(string command, IEnumerable<string> arguments, TimeSpan limit, params IEnumerable<(string Name, string Value)> environment)
    {
        string[] words = [.. CommandLineParser.SplitCommandLine(command)];
        var start = new ProcessStartInfo(words[0], [.. words[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        void Add(object sender, DataReceivedEventArgs line) { lock (output) output.AppendLine(line.Data); }
        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new ToolException($"{words[0]} does not start: {failure.Message}");
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(limit);
        if (!ended) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return new(command, ended ? process.ExitCode : null, output.ToString());
    }
}
