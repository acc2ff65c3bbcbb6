namespace ModelPacker.Output;

/// <summary>Turns the first Ctrl-C into a request to stop; the second ends the process as usual.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly string message;

    public Interruption(string message)
    {
        this.message = message;
        Console.CancelKeyPress += OnCancel;
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        source.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        if (!source.IsCancellationRequested)
        {
            e.Cancel = true;
            Terminal.Warn(message);
            source.Cancel();
        }
    }
}
