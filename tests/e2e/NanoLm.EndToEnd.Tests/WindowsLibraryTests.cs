using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace NanoLm.EndToEnd.Tests;

/// <summary>The kernels cross-compiled for Windows (`make test`); they do not run here.</summary>
public partial class WindowsLibraryTests
{
    private static readonly string Library = Path.Combine(TestBoards.Root, "build", "mingw", "nanolm.dll");

    /// <summary>What the desk calls by name is there under that name, in a library of the name that .NET looks for.</summary>
    [Fact]
    public void It_exports_what_the_desk_calls()
    {
        Assert.SkipUnless(File.Exists(Library), $"{Library} is missing; `make test` builds it");
        string imports = File.ReadAllText(Path.Combine(TestBoards.Root, "targets", "host", "NanoLm.Kernels", "Boards", "Nanolm.cs"));
        Assert.Contains("Library = \"nanolm\"", imports);
        string[] called = [.. EntryPoint().Matches(imports).Select(match => match.Groups[1].Value)];
        Assert.InRange(called.Length, 15, 99);
        Assert.Subset(Exports(Library).ToHashSet(), called.ToHashSet());
    }

    // The export directory of the PE format: its word 6 counts names, word 8 points to their addresses.
    private static IEnumerable<string> Exports(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        Assert.Equal(Machine.Amd64, reader.PEHeaders.CoffHeader.Machine);
        int directory = reader.PEHeaders.PEHeader!.ExportTableDirectory.RelativeVirtualAddress;
        PEMemoryBlock table = reader.GetSectionData(directory);
        int count = table.GetReader(24, 4).ReadInt32();
        PEMemoryBlock names = reader.GetSectionData(table.GetReader(32, 4).ReadInt32());
        for (int i = 0; i < count; i++)
        {
            PEMemoryBlock name = reader.GetSectionData(names.GetReader(4 * i, 4).ReadInt32());
            var text = name.GetReader();
            yield return text.ReadUTF8(text.IndexOf(0));
        }
    }

    [GeneratedRegex("EntryPoint = \"(\\w+)\"")]
    private static partial Regex EntryPoint();
}
