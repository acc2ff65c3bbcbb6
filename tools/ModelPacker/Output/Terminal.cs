using Spectre.Console;

namespace ModelPacker.Output;

/// <summary>What people read while a command runs: standard error, coloured only at a terminal that wants it. Thread safe.</summary>
internal static class Terminal
{
    private static readonly bool Colours = !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static readonly StatusLine StatusLine = new(Console.Error);
    private static readonly Lock Gate = new();

    /// <summary>Whether standard error is a terminal, so that a line may be rewritten.</summary>
    public static bool IsInteractive => !Console.IsErrorRedirected;

    /// <summary>Whether it shows more than ASCII.</summary>
    public static bool IsUnicode => StandardError.Profile.Capabilities.Unicode;

    /// <summary>Columns that a status line may take: one less than there are, as the cursor stands behind it.</summary>
    public static int Width => StandardError.Profile.Width - 1;

    /// <summary>Standard error.</summary>
    public static IAnsiConsole StandardError { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
    });

    /// <summary>A line that stays.</summary>
    public static void Note(string text) => WriteLine(() => Console.Error.WriteLine(text));

    public static void Warn(string text) => Write("yellow", "warning", text);

    public static void Error(string text) => Write("red", "error", text);

    /// <summary>A line at a terminal that the next one replaces, of at most <see cref="Width"/> columns.</summary>
    public static void Status(string text)
    {
        lock (Gate)
        {
            StatusLine.Show(text);
        }
    }

    /// <summary>Takes the status line away.</summary>
    public static void ClearStatus()
    {
        lock (Gate)
        {
            StatusLine.Clear();
        }
    }

    private static void Write(string colour, string kind, string text) => WriteLine(() =>
    {
        if (Colours)
        {
            StandardError.Markup($"[{colour}]{kind}:[/] ");
            Console.Error.WriteLine(text);
        }
        else
        {
            Console.Error.WriteLine($"{kind}: {text}");
        }
    });

    private static void WriteLine(Action write)
    {
        lock (Gate)
        {
            StatusLine.Clear();
            write();
        }
    }
}
