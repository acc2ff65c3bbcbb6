using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelPacker.Core.Storage;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Output;

/// <summary>A figure of a benchmark.</summary>
internal sealed record BenchFigure(string Name, string Target, double Value, string Unit, string How);

/// <summary>The list of figures that `make bench` leaves, a JSON array with one object a line.</summary>
internal static class BenchList
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds figures to a list, which need not exist; those of the same name and target are replaced.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static void Add(string path, IReadOnlyList<BenchFigure> figures)
    {
        IEnumerable<BenchFigure> all = Read(path).Where(old => !figures.Any(figure => (figure.Name, figure.Target) == (old.Name, old.Target))).Concat(figures);
        string list = string.Join(",\n", all.Select(figure => JsonSerializer.Serialize(figure, Options)));
        AtomicFile.Write(path, Encoding.UTF8.GetBytes($"[\n{list}\n]\n"));
    }

    /// <summary>The figures of matrix products: our speed, that of OpenBLAS and the ratio.</summary>
    public static IReadOnlyList<BenchFigure> Of(IEnumerable<MatrixBenchResult> products)
    {
        var how = $"wall clock, median of {MatrixBench.Repetitions}, {MatrixBench.Kernel}";
        var figures = new List<BenchFigure>();
        foreach (MatrixBenchResult product in products)
        {
            var name = $"matrix product: {product.Product} {product.Shape}, threads {product.Threads}";
            figures.Add(new BenchFigure(name, "host", Math.Round(product.GigaFlops, 1), "GFLOP/s", how));
            if (product is { OpenBlas: { } theirs, Ratio: { } ratio })
            {
                figures.Add(new BenchFigure($"OpenBLAS {name}", "host", Math.Round(theirs, 1), "GFLOP/s", how));
                figures.Add(new BenchFigure($"{name}: ours to OpenBLAS", "host", Math.Round(ratio, 3), "ratio", how));
            }
        }

        return figures;
    }

    private static BenchFigure[] Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<BenchFigure[]>(File.ReadAllBytes(path), Options) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no list of figures; name another file, or remove it ({e.Message})", e);
        }
    }
}
