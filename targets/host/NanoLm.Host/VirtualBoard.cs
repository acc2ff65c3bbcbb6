using System.Runtime.InteropServices;
using NanoLm.Console;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;
using NanoLm.Kernels.Emulation;
using NanoLm.Runtime.Inference;

namespace NanoLm.Host;

/// <summary>Puts the application together on the desk, as firmware/NanoLm/Program.cs does on a device.</summary>
internal static class VirtualBoard
{
    private const int Slot = 0;
    private const int MaxLineBytes = 512;

    /// <summary>Answers lines until the input ends or a signal ends the process, and with it the emulator.</summary>
    /// <param name="modelPath">Image for slot 0.</param>
    /// <param name="boardName">An emulated board, or null for this process.</param>
    /// <param name="cacheBytes">Budget of the prompt cache.</param>
    /// <param name="openPort">Opens a port for a person; null: stdin and stdout. Its name, ToString, is what to connect to.</param>
    internal static void Run(string modelPath, string boardName, int cacheBytes, Func<BytePort> openPort)
    {
        if (!File.Exists(modelPath))
        {
            throw new BoardException($"The model {modelPath} does not exist or is no file; `modelpacker train` makes one.");
        }
        if (openPort == null)
        {
            StandardStreams.Demand();
        }
        using IBoard board = boardName == null ? new HostBoard(modelPath) : StartEmulator(boardName, modelPath);
        Native.Use(board);
        using PosixSignalRegistration interrupt = EndOn(PosixSignal.SIGINT), terminate = EndOn(PosixSignal.SIGTERM), hangUp = EndOn(PosixSignal.SIGHUP);

        string warning = KernelCheck.Run();
        if (warning != null)
        {
            System.Console.Error.WriteLine($"nanolm-host: {warning}");
        }
        int model = ModelSlot.Open(Slot);
        var recognizer = new Recognizer(model, MaxLineBytes, cacheBytes);
        BytePort port = openPort?.Invoke() ?? (System.Console.IsInputRedirected ? new PipePort() : new TerminalPort());
        using IDisposable closing = port as IDisposable;
        System.Console.Error.WriteLine($"NanoLm virtual board, kernels on {boardName ?? "this machine"}; {modelPath}"
            + (openPort == null ? "" : $"; connect to {port}"));
        new CommandConsole(model, recognizer, port, new PrintedPins(), MaxLineBytes, openPort != null, boardName != null).Run();
    }

    private static IBoard StartEmulator(string name, string modelPath)
    {
        IBoard board = Emulator.Start(EmulatedBoard.Load(EmulatedBoard.FindRoot(), name), modelPath);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => board.Dispose();
        return board;
    }

    private static PosixSignalRegistration EndOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, _ => Environment.Exit(0));
}
