using System.Runtime.InteropServices;

namespace ModelPacker.Output;

/// <summary>Turns the first Ctrl-C, or request of the system to terminate, into one to stop; the second ends the process as usual.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly string message;
    private readonly PosixSignalRegistration termination;

    public Interruption(string message)
    {
        this.message = message;
        Console.CancelKeyPress += OnCancel;
        termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = TryStop());
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        termination.Dispose();
        source.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e) => e.Cancel = TryStop();

    /// <summary>Asks to stop; false when that has been asked before.</summary>
    private bool TryStop()
    {
        if (source.IsCancellationRequested)
        {
            return false;
        }

        Terminal.Warn(message);
        source.Cancel();
        return true;
    }
}
