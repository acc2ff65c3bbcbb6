using NanoLm.Kernels.Boards;

namespace NanoLm.EndToEnd.Tests;

/// <summary>Every board gives what the desk gives, to the bit and to the error.</summary>
public class BoardEqualityTests
{
    private const int Prompts = 25;

    public static TheoryData<string> Boards => TestBoards.Wired;

    [Theory]
    [MemberData(nameof(Boards))]
    public void EveryTokenSeesAll(string name) => Compare(name, causal: false);

    [Theory]
    [MemberData(nameof(Boards))]
    public void CausalWithKeptPrefixes(string name) => Compare(name, causal: true);

    private static void Compare(string name, bool causal)
    {
        using var image = new TestImage(causal);
        using IBoard board = TestBoards.Open(name, image.Path);
        using var desk = new HostBoard(image.Path);
        List<string> expected = KernelScript.Run(desk, image.Config, Prompts);
        Assert.Contains(expected, line => line.StartsWith("heads: 0 0 -1 0 -1 ", StringComparison.Ordinal));
        Assert.Equal(expected, KernelScript.Run(board, image.Config, Prompts));
    }
}
