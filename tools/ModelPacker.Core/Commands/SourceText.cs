namespace ModelPacker.Core.Commands;

/// <summary>A file's text, and where its lines begin.</summary>
internal sealed class SourceText
{
    private readonly List<int> lineStarts = [0];

    public SourceText(string file, string text)
    {
        File = file;
        Text = text;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                lineStarts.Add(i + 1);
            }
        }
    }

    public string File { get; }

    public string Text { get; }

    /// <summary>A mistake at an offset of the text.</summary>
    public Mistake MistakeAt(int at, string message)
    {
        int line = lineStarts.BinarySearch(at);
        if (line < 0)
        {
            line = ~line - 1;
        }

        return new Mistake(File, line + 1, at - lineStarts[line] + 1, message);
    }

    /// <summary>The offset of a line and column, both from 1, kept inside the text.</summary>
    public int OffsetOf(long line, long column)
    {
        int start = lineStarts[(int)Math.Clamp(line - 1, 0, lineStarts.Count - 1)];
        return (int)Math.Min(start + Math.Max(column - 1, 0), Text.Length);
    }
}
