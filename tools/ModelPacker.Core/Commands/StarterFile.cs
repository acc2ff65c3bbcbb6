namespace ModelPacker.Core.Commands;

/// <summary>The command file that <c>modelpacker new</c> writes: a small, complete device to replace by one's own.</summary>
public static class StarterFile
{
    /// <summary>Its text.</summary>
    public static string Text()
    {
        using Stream stream = typeof(StarterFile).Assembly.GetManifestResourceStream("starter.yaml")
            ?? throw new InvalidOperationException("This build lacks its starter.yaml.");
        return new StreamReader(stream).ReadToEnd();
    }
}
