using ModelPacker.Core.Storage;

namespace ModelPacker.Core.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3];
    private readonly string folder = Directory.CreateTempSubdirectory("atomic").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Makes_and_replaces_a_file()
    {
        AtomicFile.Write(At("a"), []);
        File.WriteAllText(At("a"), "a longer text");
        AtomicFile.Write(At("a"), Content);
        Assert.Equal(Content, File.ReadAllBytes(At("a")));
        Assert.Equal([At("a")], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Writes_through_a_link()
    {
        File.WriteAllText(At("a"), "old");
        File.CreateSymbolicLink(At("link"), At("a"));
        AtomicFile.Write(At("link"), Content);
        Assert.Equal(Content, File.ReadAllBytes(At("a")));
        Assert.NotNull(File.ResolveLinkTarget(At("link"), returnFinalTarget: false));
    }

    [Fact]
    public void Leaves_nothing_behind_when_it_fails()
    {
        Directory.CreateDirectory(At("folder"));
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => AtomicFile.Write(At("folder"), Content)).Message);
        Assert.Contains("missing/a", Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(At("missing/a"), Content)).Message);
        Assert.Equal([At("folder")], Directory.GetFileSystemEntries(folder));
    }

    private string At(string name) => Path.Combine(folder, name);
}
