using System.Globalization;
using System.Text;
using ModelPacker.Core.Model;

namespace ModelPacker.Training.Tests.Model;

public sealed class NgramRowsTests
{
    [Theory]
    [InlineData("a", 2)] // the word, <a>
    [InlineData("to", 4)] // the word, <to to> <to>
    [InlineData("light", 10)] // the word, 5 runs of three, 4 of four
    [InlineData("thermostats", 16)]
    public void A_word_has_its_whole_and_its_runs_as_features_but_at_most_sixteen(string word, int features)
    {
        Assert.Equal(features, Rows(word, 65535).Length);
    }

    [Fact]
    public void Digits_count_as_zero()
    {
        Assert.Equal(Rows("x40", 2048), Rows("x97", 2048));
        Assert.NotEqual(Rows("x40", 2048), Rows("y40", 2048));
    }

    [Fact]
    public void Rows_stay_in_the_table_and_spread_over_it()
    {
        var seen = new HashSet<int>();
        for (int i = 0; i < 2000; i++)
        {
            foreach (int row in Rows($"w{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))}", 300)) seen.Add(row);
        }
        Assert.Equal(300, seen.Count);
        Assert.InRange(seen.Max(), 0, 299);
    }

    [Fact]
    public void The_rows_are_those_of_the_kernels()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "vectors", "ngram.txt"));
        int tableRows = 0, vectors = 0;
        string word = "";
        foreach (string line in lines)
        {
            string value = line[(line.IndexOf(':') + 1)..].Trim();
            if (line.StartsWith("rows:", StringComparison.Ordinal)) tableRows = int.Parse(value, CultureInfo.InvariantCulture);
            if (line.StartsWith("word:", StringComparison.Ordinal)) word = value;
            if (!line.StartsWith("out:", StringComparison.Ordinal)) continue;
            Assert.Equal(value, string.Join(' ', Rows(word, tableRows)));
            vectors++;
        }
        Assert.True(vectors > 20, $"{vectors} vectors");
    }

    private static int[] Rows(string word, int tableRows)
    {
        var rows = new int[NgramRows.MaxFeatures];
        int count = NgramRows.Of(Encoding.UTF8.GetBytes(word), tableRows, rows);
        return rows[..count];
    }
}
