using System.ComponentModel;
using System.Diagnostics;
using NanoLm.Kernels.Wire;

namespace NanoLm.Kernels.Emulation;

/// <summary>A running emulator as a child process; its standard streams are the wire. Disposing it ends the process.</summary>
public sealed class Emulator : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly List<string> _complaints = [];
    private int _disposed;

    private Emulator(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                lock (_complaints)
                {
                    _complaints.Add(line.Data);
                }
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a board with images in its model slots and greets its kernel server.</summary>
    /// <param name="board">The board.</param>
    /// <param name="images">Files for slot 0 and, if given, slot 1.</param>
    /// <exception cref="BoardException">Server, emulator or image is missing or unfit, or the server does not answer.</exception>
    public static WireBoard Start(EmulatedBoard board, params IReadOnlyList<string> images)
    {
        var emulator = new Emulator(Launch(board, images));
        Process process = emulator._process;
        try
        {
            return new WireBoard(process.StandardOutput.BaseStream, process.StandardInput.BaseStream, CallTimeout, emulator);
        }
        catch (WireException error)
        {
            emulator.Dispose();
            throw new BoardException(string.Join('\n', [$"{board.Name} did not start. {error.Message}", .. emulator._complaints]));
        }
    }

    /// <summary>Ends the process; once is enough.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Launch(EmulatedBoard board, IReadOnlyList<string> images)
    {
        if (!File.Exists(board.ServerPath))
        {
            throw new BoardException($"{board.ServerPath} is missing: run `make boards` first.");
        }
        var start = new ProcessStartInfo(board.Emulator)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in board.Arguments)
        {
            start.ArgumentList.Add(argument.Replace("{server}", Escape(board.ServerPath)));
        }
        for (int slot = 0; slot < images.Count; slot++)
        {
            start.ArgumentList.Add("-device");
            start.ArgumentList.Add($"loader,file={Escape(Fitting(board, slot, images[slot]))},addr=0x{board.Slots[slot].Base:x},force-raw=on");
        }
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new BoardException($"{board.Emulator} was not found; it emulates {board.Name}. On Debian: apt-get install {board.Package}");
        }
    }

    private static string Fitting(EmulatedBoard board, int slot, string image)
    {
        if (slot >= board.Slots.Count)
        {
            throw new BoardException($"{board.Name} has {board.Slots.Count} model slots; there is none for {image}.");
        }
        if (!File.Exists(image))
        {
            throw new BoardException($"The model {image} does not exist.");
        }
        long bytes = new FileInfo(image).Length;
        return bytes <= board.Slots[slot].Bytes
            ? Path.GetFullPath(image)
            : throw new BoardException($"{image} has {bytes} bytes; model slot {slot} of {board.Name} holds {board.Slots[slot].Bytes}.");
    }

    /// <summary>In an emulator's option a comma in a value is written twice.</summary>
    private static string Escape(string path) => path.Replace(",", ",,");
}
