namespace ModelPacker;

/// <summary>Where the tests' files are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds NanoLm.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NanoLm.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
