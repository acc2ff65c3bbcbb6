using System.Diagnostics;
using System.Text.Json;
using ModelPacker.Core.Planning;

namespace NanoLm.EndToEnd.Tests;

/// <summary>The chips' ports: compiled for their cores, and where the desk can stand in for the chip, run. None has run on a chip here.</summary>
public class PortTests
{
    private static readonly string[] Warnings = ["-Wall", "-Wextra", "-Wconversion", "-Wundef", "-Wshadow", "-Werror"];
    private static readonly string Interop = Path.Combine(TestBoards.Root, "native", "interop");

    public static TheoryData<string> CortexM => [.. Directory.EnumerateFiles(Path.Combine(TestBoards.Root, "targets"), "nlm_port.c", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Where(name => Core(name).StartsWith("cortex", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(CortexM))]
    public void A_port_compiles_for_its_core(string name)
    {
        string output = Path.GetTempFileName();
        Run("arm-none-eabi-gcc", [$"-mcpu={Core(name)}", "-mthumb", "-std=c11", "-O2", .. Warnings, "-I", Interop, "-c", Port(name), "-o", output]);
        File.Delete(output);
    }

    /// <summary>What nanoFramework is told of the flash is what board.json says: its areas, and not the models.</summary>
    [Theory]
    [InlineData("ST_STM32F429I_DISCOVERY", "Device_BlockStorageConfig")]
    [InlineData("PICO2_RP2350", "g_Device_BlockStorageConfig")]
    public void Block_storage_leaves_the_models_alone(string name, string configuration)
    {
        string folder = Directory.CreateTempSubdirectory().FullName, tests = Path.Combine(TestBoards.Root, "tests", "boards");
        string program = Path.Combine(folder, "block_storage_test");
        Run("gcc", ["-std=gnu11", .. Warnings, "-I", Path.Combine(tests, "stand-ins"), $"-DCONFIG={configuration}",
            Path.Combine(TestBoards.Root, "targets", name, "Device_BlockStorage.c"), Path.Combine(tests, "block_storage_test.c"), "-o", program]);
        string[] uses = ["", "nanoBooter", "configuration", "nanoCLR", "deployment", "file system"];
        var told = Run(program, []).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(long.Parse).ToArray())
            .ToLookup(words => uses[words[0]], words => (Base: words[1], Bytes: words[2]));
        Directory.Delete(folder, recursive: true);
        MemoryRegion flash = BoardFile.Load(Path.Combine(TestBoards.Root, "targets", name, "board.json")).Regions.Single(region => region.Name == "FLASH");
        Assert.Equal(
            flash.Taken.Where(use => !use.What.StartsWith("slot", StringComparison.Ordinal)).Select(use => (use.What, use.Base!.Value, use.Bytes)),
            told.Select(ranges => (ranges.Key, ranges.Min(range => range.Base), ranges.Sum(range => range.Bytes))));
        Assert.All(told, ranges => Assert.Equal(ranges.Max(range => range.Base + range.Bytes), ranges.Min(range => range.Base) + ranges.Sum(range => range.Bytes)));
    }

    [Fact]
    public void The_ESP32s_port_maps_its_partitions()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, tests = Path.Combine(TestBoards.Root, "tests", "boards");
        string program = Path.Combine(folder, "esp_port_test");
        Run("gcc", ["-std=gnu11", .. Warnings, "-fsanitize=address,undefined", "-I", Interop, "-I", Path.Combine(tests, "stand-ins"),
            Port("ESP32_S3"), Path.Combine(tests, "esp_port_test.c"), "-o", program]);
        Assert.Equal("ok\n", Run(program, []).ReplaceLineEndings("\n"));
        Directory.Delete(folder, recursive: true);
    }

    private static string Port(string name) => Path.Combine(TestBoards.Root, "targets", name, "nlm_port.c");

    private static string Core(string name)
    {
        using JsonDocument board = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(TestBoards.Root, "targets", name, "board.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return board.RootElement.GetProperty("core").GetString()!.ToLowerInvariant();
    }

    private static string Run(string program, IEnumerable<string> arguments)
    {
        string[] folders = [.. Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator), ""];
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }
}
