namespace ModelPacker.Output;

/// <summary>The last line of a terminal, written over again and again. Not thread safe.</summary>
/// <param name="output">The terminal.</param>
internal sealed class StatusLine(TextWriter output)
{
    private int shown;

    /// <summary>Shows this instead of what was shown.</summary>
    /// <param name="line">Fits the terminal, with a column to spare for the cursor.</param>
    public void Show(string line)
    {
        output.Write("\r" + line.PadRight(shown) + (line.Length < shown ? "\r" + line : ""));
        output.Flush();
        shown = line.Length;
    }

    /// <summary>Makes room for other text.</summary>
    public void Clear()
    {
        if (shown > 0)
        {
            output.Write("\r" + new string(' ', shown) + "\r");
            output.Flush();
            shown = 0;
        }
    }
}
