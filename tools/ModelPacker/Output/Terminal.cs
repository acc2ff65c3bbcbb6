using Spectre.Console;

namespace ModelPacker.Output;

/// <summary>What people read while a command runs: standard error, coloured only at a terminal that wants it.</summary>
internal static class Terminal
{
    private static readonly bool Colours = !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Whether standard error is a terminal, so that a line may be rewritten.</summary>
    public static bool IsInteractive => !Console.IsErrorRedirected;

    /// <summary>Standard error.</summary>
    public static IAnsiConsole StandardError { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
    });

    public static void Note(string text) => Console.Error.WriteLine(text);

    public static void Warn(string text) => Write("yellow", "warning", text);

    public static void Error(string text) => Write("red", "error", text);

    private static void Write(string colour, string kind, string text)
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
    }
}
