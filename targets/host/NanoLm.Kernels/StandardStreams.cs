using System.Runtime.InteropServices;

namespace NanoLm.Kernels;

/// <summary>
/// What .NET's console does not tell of standard input and output: whether the process was started without them, in which case the runtime's
/// own descriptors have taken their numbers, and whether nobody reads the output any more. On Windows neither is looked at.
/// </summary>
public static partial class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const short PollError = 0x08; // POLLERR
    private const short PollHangUp = 0x10; // POLLHUP

    /// <summary>Checks that there are lines to read and that answers go where the caller wants them.</summary>
    /// <exception cref="IOException">Standard input or output is closed; the message says which.</exception>
    public static void Demand()
    {
        if (!WasInherited(Input))
        {
            throw new IOException("standard input is closed; pipe lines into it, or give it /dev/null for none");
        }
        if (!WasInherited(Output))
        {
            throw new IOException("standard output is closed; give it a file or a pipe, or /dev/null for none");
        }
    }

    /// <summary>Checks that somebody can still read standard output, for .NET drops in silence what is written into a broken pipe.</summary>
    /// <exception cref="IOException">Its reader has gone.</exception>
    public static void DemandReader()
    {
        var state = new PollDescriptor { Descriptor = Output };
        if (!OperatingSystem.IsWindows() && Poll(ref state, 1, 0) > 0 && (state.Returned & (PollError | PollHangUp)) != 0)
        {
            throw new IOException("nobody reads standard output any more; the rest of the input was not answered");
        }
    }

    // A descriptor that came from the parent outlived an exec, so it lacks the flag; the runtime sets it on all of its own.
    private static bool WasInherited(int descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }
        int flags = GetFlags(descriptor, GetDescriptorFlags);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    // struct pollfd
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
