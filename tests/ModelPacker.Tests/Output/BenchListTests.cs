using System.Text.Json;
using ModelPacker.Output;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Tests.Output;

public sealed class BenchListTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Figures_are_added_and_replaced_by_name_and_target()
    {
        string path = Path.Combine(folder, "bench.json");
        BenchList.Add(path, [new BenchFigure("a", "host", 1, "us", "clock"), new BenchFigure("a", "board", 2, "us", "clock")]);
        BenchList.Add(path, [new BenchFigure("a", "host", 3, "us", "clock"), new BenchFigure("b", "host", 4, "us", "clock")]);
        JsonElement[] figures = [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray()];
        Assert.Equal(
            [("a", "board", 2), ("a", "host", 3), ("b", "host", 4)],
            figures.Select(figure => (figure.GetProperty("name").GetString(), figure.GetProperty("target").GetString(), figure.GetProperty("value").GetInt32())));
        Assert.Equal(("us", "clock"), (figures[0].GetProperty("unit").GetString(), figures[0].GetProperty("how").GetString()));
    }

    [Fact]
    public void A_file_of_another_kind_is_left_alone()
    {
        string path = Path.Combine(folder, "notes.txt");
        File.WriteAllText(path, "not a list");
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => BenchList.Add(path, []));
        Assert.Contains("notes.txt is no list of figures", refused.Message, StringComparison.Ordinal);
        Assert.Equal("not a list", File.ReadAllText(path));
    }

    [Fact]
    public void A_product_gives_a_ratio_where_there_is_something_to_compare_with()
    {
        var alone = new MatrixBenchResult("forward", "1x2x3", 2, 10, null, null);
        Assert.Equal([("matrix product: forward 1x2x3, threads 2", 10.0)], BenchList.Of([alone]).Select(figure => (figure.Name, figure.Value)));
        Assert.Equal([10, 8, 1.25], BenchList.Of([alone with { OpenBlas = 8, Ratio = 1.25 }]).Select(figure => figure.Value));
    }
}
