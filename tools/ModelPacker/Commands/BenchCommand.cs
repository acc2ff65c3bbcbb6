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

    public static Command Create()
    {
        var command = new Verb(
            "bench",
            "Measures the trainer's matrix product, and an image's commands on this machine's integer kernels.",
            "modelpacker bench",
            "modelpacker bench --model model/model.nlm --json")
        { Model, Json, Threads };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        int threads = parsed.GetValue(Threads);
        Parallelism.Threads = threads >= 1 ? threads : throw new UsageException("--threads must be at least 1");
        IReadOnlyList<MatrixBenchResult> products = MatrixBench.Run();
        int[]? micros = parsed.GetValue(Model) is { } path ? TimeCommands(path) : null;
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                kernel = MatrixBench.Kernel,
                threads = Parallelism.Threads,
                matrix_products = products.Select(product => new { shape = product.Shape, gflops = Math.Round(product.GigaFlops, 1) }),
                command_us = micros is null ? null : new { median = micros[micros.Length / 2], fastest = micros[0], slowest = micros[^1] },
            }));
            return ExitCode.Success;
        }

        foreach (MatrixBenchResult product in products)
        {
            Console.Out.WriteLine(
                $"matrix product {product.Shape}: {Format.Number(product.GigaFlops, 1)} GFLOP/s "
                + $"({MatrixBench.Kernel}, {Parallelism.Threads} threads)");
        }

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
