using System.Globalization;

namespace NanoLm.NanoClr;

/// <summary>The program in tests/nanoclr/Proof: with the application's own sources, its device drivers aside, and the golden transcript of tests/e2e.</summary>
public static class ProofProject
{
    /// <summary>The project; <paramref name="output"/> gets the transcript as a source file.</summary>
    public static DeviceProject Make(string root, DeviceProject application, string output)
    {
        string firmware = Path.Combine(root, "firmware", "NanoLm") + Path.DirectorySeparatorChar;
        string[] linked = [Path.Combine(firmware, "Actions"), Path.Combine(firmware, "Console")];
        IEnumerable<string> sources = application.Sources.Where(path => linked.Contains(Path.GetDirectoryName(path)));
        string golden = Path.Combine(output, "Golden.cs");
        File.WriteAllText(golden, Golden(Path.Combine(root, "tests", "e2e", "golden")));
        return new(
            "NanoLm.Proof", true, [.. sources, .. Directory.GetFiles(Path.Combine(root, "tests", "nanoclr", "Proof"), "*.cs").Order(StringComparer.Ordinal), golden],
            ["mscorlib", "nanoFramework.Runtime.Native"], application.Projects);
    }

    private static string Golden(string folder)
    {
        byte[] commands = File.ReadAllBytes(Path.Combine(folder, "commands.txt"));
        byte[] answers = File.ReadAllBytes(Path.Combine(folder, "expected.jsonl"));
        int lines = commands.Count(value => value == '\n');
        return $$"""
            namespace NanoLm.Proof
            {
                internal static class Golden
                {
                    internal const int Lines = {{lines}};
                    internal static readonly byte[] Commands = { {{Numbers(commands)}} };
                    internal static readonly byte[] Answers = { {{Numbers(answers)}} };
                }
            }
            """;
    }

    private static string Numbers(byte[] bytes) => string.Join(',', bytes.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
