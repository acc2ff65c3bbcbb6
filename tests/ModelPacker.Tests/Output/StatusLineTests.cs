using ModelPacker.Output;

namespace ModelPacker.Tests.Output;

public class StatusLineTests
{
    private readonly StringWriter terminal = new();

    [Fact]
    public void A_shorter_line_leaves_nothing_of_a_longer_one()
    {
        var line = new StatusLine(terminal);
        line.Show("a long line");
        line.Show("short");
        line.Clear();
        line.Clear();
        Assert.Equal(["", "a long line", "short      ", "short", "     ", ""], terminal.ToString().Split('\r'));
    }
}
