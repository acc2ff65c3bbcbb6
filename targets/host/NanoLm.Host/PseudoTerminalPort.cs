using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NanoLm.Console;

namespace NanoLm.Host;

/// <summary>A new pseudo-terminal in raw mode, as if it were a board's serial port (posix_openpt; Linux and macOS).</summary>
internal sealed unsafe partial class PseudoTerminalPort : BytePort, IDisposable
{
    private const int ReadWrite = 2; // O_RDWR
    private const int TermiosBytes = 256; // more than any system's
    private readonly FileStream _master;
    private readonly SafeFileHandle _slave;
    private readonly string _path;

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">The system has no pseudo-terminal to give.</exception>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    internal PseudoTerminalPort()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no pseudo-terminals of this kind; use --tcp PORT");
        }
        int master = Check(OpenMaster(ReadWrite), "posix_openpt");
        Check(Grant(master), "grantpt");
        Check(Unlock(master), "unlockpt");
        _path = Marshal.PtrToStringUTF8(SlaveName(master));
        byte* attributes = stackalloc byte[TermiosBytes];
        Check(GetAttributes(master, attributes), "tcgetattr");
        MakeRaw(attributes);
        Check(SetAttributes(master, 0, attributes), "tcsetattr");
        _slave = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite); // so that a peer may come and go
        _master = new FileStream(new SafeFileHandle(master, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>What to connect to, such as /dev/pts/3.</summary>
    public override string ToString() => _path;

    public override int Read(byte[] buffer) => _master.Read(buffer);

    public override void Write(byte[] buffer, int count) => _master.Write(buffer, 0, count);

    public void Dispose()
    {
        _slave.Dispose();
        _master.Dispose();
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int master);

    [LibraryImport("libc", EntryPoint = "ptsname")]
    private static partial nint SlaveName(int master);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int master, byte* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int master, int actions, byte* attributes);
}
