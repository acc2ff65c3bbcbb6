using System.Diagnostics;

namespace NanoLm.EndToEnd.Tests;

/// <summary>A test program of tests/boards in its board's emulator.</summary>
internal static class BoardProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs it to the end.</summary>
    /// <param name="folder">build/boards/NAME.</param>
    /// <param name="program">A file there.</param>
    /// <param name="arguments">More arguments of the emulator.</param>
    /// <returns>What it printed.</returns>
    internal static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "run"), [Path.Combine(folder, program), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process emulator = Process.Start(start)!;
        Task<string> output = emulator.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!emulator.WaitForExit(Limit))
        {
            emulator.Kill();
            Assert.Fail($"{program} did not end within {Limit.TotalSeconds} s");
        }
        return output.GetAwaiter().GetResult();
    }
}
