using System.CommandLine;
using System.Text.Json;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Output;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Commands;

/// <summary>bench: how fast this machine trains and answers.</summary>
internal static class BenchCommand
{
    private const int Rounds = 200;

    private static readonly Option<string?> Model = Options.Optional<string?>("--model", "F.nlm",
        "an image whose canary prompts are timed");
    private static readonly Option<bool> Json = Options.Flag("--json", "print JSON");
    private static readonly Option<int> Threads = Options.Optional<int>("--threads", "N", "processors to use", Environment.ProcessorCount);

    private static readonly Option<string?> Record = Options.Optional<string?>("--record", "F.json",
        "add the matrix products' figures to a list of {name, target, value, unit, how}");

    public static Command Create()
    {
        var command = new Verb(
            "bench",
            "Measures the trainer's matrix product beside that of OpenBLAS, and an image's commands on this machine's integer kernels.",
            "modelpacker bench",
            "modelpacker bench --model model/model.nlm --json")
        { Model, Json, Threads, Record };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        int threads = parsed.GetValue(Threads);
        if (threads < 1)
        {
            throw new UsageException("--threads must be at least 1");
        }

        var bench = new MatrixBench();
        IReadOnlyList<MatrixBenchResult> products = bench.Run(threads == 1 ? [1] : [threads, 1]);
        int[]? micros = parsed.GetValue(Model) is { } path ? TimeCommands(path) : null;
        if (parsed.GetValue(Record) is { } list)
        {
            BenchList.Add(list, BenchList.Of(products));
        }

        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                kernel = MatrixBench.Kernel,
                openblas = bench.Comparison,
                matrix_products = products.Select(product => new
                {
                    product = product.Product,
                    shape = product.Shape,
                    threads = product.Threads,
                    gflops = Math.Round(product.GigaFlops, 1),
                    openblas_gflops = product.OpenBlas is { } theirs ? Math.Round(theirs, 1) : (double?)null,
                    ratio = product.Ratio is { } ratio ? Math.Round(ratio, 3) : (double?)null,
                }),
                command_us = micros is null ? null : new { median = micros[micros.Length / 2], fastest = micros[0], slowest = micros[^1] },
            }));
            return ExitCode.Success;
        }

        Console.Out.WriteLine($"matrix product in GFLOP/s ({MatrixBench.Kernel}), median of {MatrixBench.Repetitions}; OpenBLAS: {bench.Comparison}");
        Format.Table(Console.Out,
        [
            ["product", "shape", "threads", "ours", "OpenBLAS", "ratio"],
            .. products.Select(product => (string[])
                [product.Product, product.Shape, $"{product.Threads}", Format.Number(product.GigaFlops, 0),
                    product.OpenBlas is { } theirs ? Format.Number(theirs, 0) : "-", product.Ratio is { } ratio ? Format.Number(ratio, 2) : "-"]),
        ]);
        if (micros is not null)
        {
            Console.Out.WriteLine(
                $"command: {micros[micros.Length / 2]} us median, {micros[0]} fastest, {micros[^1]} slowest "
                + "(integer kernels on this machine, no cache)");
        }

        return ExitCode.Success;
    }

    /// <summary>Microseconds of each run of a canary, ascending.</summary>
    private static int[] TimeCommands(string path)
    {
        using var image = Files.OpenImage(path);
        if (image.Reader.Find(SectionType.Canaries) is not { } section)
        {
            throw new InvalidDataException($"{path}: the image has no canary prompts to time");
        }

        var recognizer = new DeviceRecognizer(image);
        var micros = new List<int>();
        foreach (Canary canary in CanarySection.Read(section.Span))
        {
            for (int i = 0; i < Rounds; i++)
            {
                recognizer.RecognizeCanary(canary.Text);
                micros.Add(recognizer.Microseconds);
            }
        }

        return [.. micros.Order()];
    }
}
