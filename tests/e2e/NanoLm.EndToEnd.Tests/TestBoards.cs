using System.Diagnostics;
using NanoLm.Kernels.Boards;
using NanoLm.Kernels.Emulation;
using NanoLm.Kernels.Wire;

namespace NanoLm.EndToEnd.Tests;

/// <summary>The boards that tests run on; a test whose board cannot run here is skipped with the reason.</summary>
internal static class TestBoards
{
    /// <summary>The kernel server as a process of the desk.</summary>
    internal const string Peer = "host";

    /// <summary>The same, built with sanitizers, which end it at the first fault.</summary>
    internal const string SanitizedPeer = "sanitized";

    internal static string Root { get; } = EmulatedBoard.FindRoot();

    /// <summary>All boards behind a wire.</summary>
    internal static TheoryData<string> Wired => [Peer, SanitizedPeer, .. EmulatedBoard.Names(Root)];

    /// <summary>All emulated boards.</summary>
    internal static TheoryData<string> Emulated => [.. EmulatedBoard.Names(Root)];

    internal static IBoard Open(string name, string image)
    {
        if (name is Peer or SanitizedPeer)
        {
            Process peer = StartPeer(image, name);
            return new WireBoard(peer.StandardOutput.BaseStream, peer.StandardInput.BaseStream, TimeSpan.FromSeconds(10), new ProcessOwner(peer));
        }
        EmulatedBoard board = EmulatedBoard.Load(Root, name);
        SkipUnlessRunnable(board);
        return Emulator.Start(board, image);
    }

    internal static void SkipUnlessRunnable(EmulatedBoard board)
    {
        Assert.SkipUnless(File.Exists(board.ServerPath), $"{board.ServerPath} is missing; `make boards` builds it");
        string[] folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, board.Emulator))), $"{board.Emulator} is not installed");
    }

    internal static Process StartPeer(string image, string build = Peer)
    {
        string path = Path.Combine(Root, "build", build, "server-peer");
        Assert.SkipUnless((build == Peer && !OperatingSystem.IsWindows()) || File.Exists(path), $"{path} is missing; `make test` builds it, but not on Windows");
        return Process.Start(new ProcessStartInfo(path, [image]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    internal sealed class ProcessOwner(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
