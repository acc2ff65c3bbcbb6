using System.Diagnostics;

namespace NanoLm.EndToEnd.Tests;

/// <summary>The virtual board as users and scripts run it: a process with bytes going in and lines coming out.</summary>
internal static class HostProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs it until it has answered all of the input.</summary>
    internal static async Task<(int ExitCode, string Output, string Errors)> Run(byte[] input, params IEnumerable<string> arguments)
    {
        using Process host = Start(arguments);
        Task<string> output = host.StandardOutput.ReadToEndAsync();
        Task<string> errors = host.StandardError.ReadToEndAsync();
        try
        {
            await host.StandardInput.BaseStream.WriteAsync(input);
            host.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and messages tell why.
        }
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await host.WaitForExitAsync(limit.Token);
        }
        finally
        {
            host.Kill(entireProcessTree: true);
        }
        return (host.ExitCode, await output, await errors);
    }

    internal static Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "nanolm-host"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
