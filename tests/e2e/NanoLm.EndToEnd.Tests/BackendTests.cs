using System.Globalization;
using NanoLm.Kernels.Emulation;

namespace NanoLm.EndToEnd.Tests;

/// <summary>Each emulated board's backend against the portable kernel, on the board itself (tests/boards).</summary>
public class BackendTests
{
    public static TheoryData<string> Boards => TestBoards.Emulated;

    [Theory]
    [MemberData(nameof(Boards))]
    public void Backend_equals_the_portable_kernel(string name) => Compare(name, "backend_test.elf", comparisons: 100_000, distinct: 1_000);

    /// <summary>The kernels beside the matrix product.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void Step_equals_the_portable_kernels(string name) => Compare(name, "step_test.elf", comparisons: 80_000, distinct: 10_000);

    /// <summary>The best path of tags, against all paths.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void The_tag_path_is_the_best_of_all(string name) => Compare(name, "tag_path_test.elf", comparisons: 1_000, distinct: 200);

    /// <summary>CMSIS-NN's vectors of fully connected layers, which are no part of the repository.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void Backend_reproduces_CMSIS_NN(string name)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(TestBoards.Root, "..", "shared", "data", "cmsis_nn")), "no ../shared/data/cmsis_nn");
        Compare(name, "cmsis_nn_test.elf", comparisons: 300, distinct: 40);
    }

    private static void Compare(string name, string program, int comparisons, int distinct)
    {
        TestBoards.SkipUnlessRunnable(EmulatedBoard.Load(TestBoards.Root, name));
        string output = BoardProgram.Run(Path.Combine(TestBoards.Root, "build", "boards", name), program);
        string[] words = output.TrimEnd('\n').Split(' ');
        Assert.True(words is ["exact", _, _, "of", _], output);
        Assert.InRange(int.Parse(words[2], CultureInfo.InvariantCulture), comparisons, int.MaxValue);
        Assert.InRange(int.Parse(words[4], CultureInfo.InvariantCulture), distinct, int.MaxValue);
    }
}
