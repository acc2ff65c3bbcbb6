using System.Globalization;
using System.Text.RegularExpressions;

namespace NanoLm.NanoClr;

/// <summary>What is built and run, and what is read from the output.</summary>
public static partial class Proofs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Builds the application, the unit tests and the proof, runs the latter two, and writes what came out to the console.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="nanoclr">The command that runs nanoCLR.</param>
    /// <param name="build">Where to build.</param>
    /// <param name="model">The image for slot 0.</param>
    /// <returns>Whether everything passed.</returns>
    public static bool Run(string root, string nanoclr, DeviceBuild build, string model)
    {
        if (!File.Exists(model)) throw new ToolException($"The model {model} does not exist.");
        DeviceProject application = DeviceProject.Load(Path.Combine(root, "firmware", "NanoLm", "NanoLm.nfproj"));
        DeviceProject tests = DeviceProject.Load(Path.Combine(root, "tests", "NFUnitTest.NanoLm", "NFUnitTest.NanoLm.nfproj"));
        DeviceProject proof = ProofProject.Make(root, application, build.Output);
        foreach (DeviceProject project in new[] { application, tests, proof }) build.Build(project);
        Console.WriteLine("compiled and converted: NanoLm.Kernels, NanoLm.Runtime, NanoLm, the unit tests, the proof");

        var counts = new Dictionary<string, int> { ["passed"] = 0, ["failed"] = 0, ["skipped"] = 0 };
        foreach ((string title, IReadOnlyList<string> files) in new[]
        {
            ("unit tests", build.LoadOrder(tests.Assembly, "nanoFramework.UnitTestLauncher")),
            ("proof", build.LoadOrder(proof.Assembly)),
        })
        {
            ToolResult result = Tool.Run(nanoclr, files, Limit, ("NANOLM_SLOT0", Path.GetFullPath(model)));
            MatchCollection verdicts = Verdict().Matches(result.Output);
            foreach (Match verdict in verdicts)
            {
                counts[verdict.Groups["verdict"].Value]++;
                if (verdict.Groups["verdict"].Value != "passed") Console.WriteLine($"{title}: {verdict.Value.TrimEnd()}");
            }
            foreach (Match figure in Figure().Matches(result.Output)) Console.WriteLine($"{title}: {figure.Groups["name"].Value}: {Quotient(figure)}");
            Console.WriteLine($"{title}: {verdicts.Count} run");
            if (result.ExitCode != 0 || verdicts.Count == 0)
            {
                counts["failed"]++;
                Console.WriteLine($"{title}: nanoCLR ended with {result.ExitCode}:\n{result.Output}");
            }
        }
        Console.WriteLine(string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}")));
        return counts["failed"] == 0;
    }

    private static string Quotient(Match figure)
    {
        double Number(string group) => double.Parse(figure.Groups[group].Value, CultureInfo.InvariantCulture);
        return (Number("sum") / Number("count")).ToString("#,0.##", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^Test (?<verdict>passed|failed|skipped),.*$", RegexOptions.Multiline)]
    private static partial Regex Verdict();

    [GeneratedRegex("^Figure,(?<name>.*),(?<sum>-?[0-9]+),(?<count>[0-9]+)\\r?$", RegexOptions.Multiline)]
    private static partial Regex Figure();
}
