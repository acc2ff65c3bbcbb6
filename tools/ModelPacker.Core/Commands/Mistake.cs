namespace ModelPacker.Core.Commands;

/// <summary>Something wrong or doubtful in an input file: where, what, and what to do about it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 characters.</param>
public sealed record Mistake(string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}

/// <summary>An input file was refused. The message lists its mistakes, one a line.</summary>
public sealed class InputException : Exception
{
    /// <param name="mistakes">The mistakes to show, in the order of the file.</param>
    /// <param name="unlisted">How many more there are.</param>
    public InputException(IReadOnlyList<Mistake> mistakes, int unlisted = 0)
        : base(string.Join('\n', mistakes) + (unlisted > 0 ? $"\nand {unlisted} more" : ""))
    {
        Mistakes = mistakes;
    }

    public IReadOnlyList<Mistake> Mistakes { get; }
}
