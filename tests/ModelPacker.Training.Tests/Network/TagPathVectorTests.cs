using System.Globalization;
using ModelPacker.Training.Network;
using NanoLm.Kernels.Boards;

namespace ModelPacker.Training.Tests.Network;

/// <summary>The kernels' tag path, as managed code calls it, and its float twin, on the vectors that the kernels' own tests use.</summary>
public sealed class TagPathVectorTests
{
    private const int Tags = 7;

    [Fact]
    public void Kernel_and_float_twin_give_the_vectors_paths()
    {
        List<Dictionary<string, int[]>> vectors = Read(Path.Combine(Repository.Root, "tests", "vectors", "tag_path.txt"));
        Assert.True(vectors.Count >= 18, $"{vectors.Count} vectors");
        foreach (Dictionary<string, int[]> vector in vectors)
        {
            (int[] logits, int[] transitions, int[] tags) = (vector["logits"], vector["transitions"], vector["tags"]);
            int words = logits.Length / Tags;
            using var board = new HostBoard();
            int model = board.OpenTags(Tags, Array.ConvertAll(transitions, value => (sbyte)value));
            var path = new byte[words];
            var margins = new short[words];
            int status = board.TagPath(
                model, Array.ConvertAll(logits, value => (short)value), Array.ConvertAll(tags, tag => (ushort)tag), path, margins, new int[tags.Length * (words + 2)]);
            Assert.Equal(0, status);
            Assert.Equal(vector["path"], path.Select(state => (int)state));
            Assert.Equal(vector["margins"], margins.Select(margin => (int)margin));

            int[] best = TagPath.Best(
                Array.ConvertAll(logits, value => value / 256f), Array.ConvertAll(transitions, value => value / 16f), [.. Enumerable.Range(0, Tags).Select(tags.Contains)]);
            Assert.Equal(vector["path"].Select(state => tags[state]), best);
        }
    }

    private static List<Dictionary<string, int[]>> Read(string file)
    {
        var vectors = new List<Dictionary<string, int[]>>();
        foreach (string line in File.ReadLines(file))
        {
            if (line.Length == 0) vectors.Add([]);
            if (line.Length == 0 || line[0] == '#') continue;
            string[] field = line.Split(": ");
            vectors[^1][field[0]] = [.. field[1].Split(' ').Select(value => int.Parse(value, CultureInfo.InvariantCulture))];
        }
        return vectors;
    }
}
