using ModelPacker.Core.Image;
using ModelPacker.Core.Quantization;
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

    /// <summary>Weights in the order of the board's own kernels, or of others'.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void Int8Packed(string name) => ComparePacked(name, WeightFormat.Int8);

    [Theory]
    [MemberData(nameof(Boards))]
    public void Int4PackedPerChannel(string name) => ComparePacked(name, new WeightFormat(4, 8, 0));

    [Theory]
    [MemberData(nameof(Boards))]
    public void Int4PackedInGroups(string name) => ComparePacked(name, new WeightFormat(4, 4, 16));

    private static void ComparePacked(string name, WeightFormat format)
    {
        Compare(name, causal: false, format, WeightOrder.Dsp);
        Compare(name, causal: false, format, WeightOrder.Mve);
    }

    private static void Compare(string name, bool causal, WeightFormat? format = null, WeightOrder order = WeightOrder.Rows)
    {
        using var image = new TestImage(causal, format, order);
        using IBoard board = TestBoards.Open(name, image.Path);
        using var desk = new HostBoard(image.Path);
        List<string> expected = KernelScript.Run(desk, image.Config, Prompts);
        Assert.Contains(expected, line => line.StartsWith("heads: 0 0 -1 0 -1 ", StringComparison.Ordinal));
        Assert.Equal(expected, KernelScript.Run(board, image.Config, Prompts));
    }
}
