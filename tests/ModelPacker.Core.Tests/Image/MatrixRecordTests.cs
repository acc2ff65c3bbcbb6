using ModelPacker.Core.Image;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Image;

public class MatrixRecordTests
{
    private const int Records = MatrixRecord.Bytes;

    /// <summary>The vectors that the native tests generate and are held to as well.</summary>
    [Fact]
    public void WeightsArePackedAsInTheVectors()
    {
        Dictionary<string, string>[] cases = Vectors("packed_weights.txt");
        Assert.NotEmpty(cases);
        foreach (Dictionary<string, string> vector in cases)
        {
            sbyte[] codes = Numbers(vector["weights"], sbyte.Parse);
            int rows = Numbers(vector["bias"], int.Parse).Length;
            var matrix = new QuantizedMatrix(rows, codes.Length / rows, codes, [], [], [])
            {
                Bits = int.Parse(vector["bits"]), Group = int.Parse(vector["group"]), Scales = Numbers(vector["scales"], byte.Parse),
            };
            foreach (WeightOrder order in Enum.GetValues<WeightOrder>())
            {
                byte[] expected = Numbers(vector[order.ToString().ToLowerInvariant()], text => unchecked((byte)sbyte.Parse(text)));
                Assert.Equal(expected, WeightPacking.Pack(matrix, order));
                Assert.Equal(expected.Length, WeightPacking.Size(matrix.Bits, rows, matrix.Columns, order));
                string scales = vector[order == WeightOrder.Rows ? "scales" : "packed_scales"];
                Assert.Equal(Numbers(scales, byte.Parse), WeightPacking.PackScales(matrix, order));
            }
        }
    }

    [Theory]
    [InlineData(8, 0, WeightOrder.Rows)]
    [InlineData(8, 0, WeightOrder.Dsp)]
    [InlineData(8, 0, WeightOrder.Mve)]
    [InlineData(4, 0, WeightOrder.Rows)]
    [InlineData(4, 16, WeightOrder.Rows)]
    [InlineData(4, 48, WeightOrder.Dsp)]
    [InlineData(4, 16, WeightOrder.Mve)]
    public void WhatIsWrittenIsAccepted(int bits, int group, WeightOrder order)
    {
        byte[] section = Section(bits, group, order: order);
        MatrixRecord.Check("HEAD 0", section, 0, Records, 3, 40);
        Assert.Equal(new WeightLayout(bits, order, group), MatrixRecord.Layout(section, 0));
    }

    [Theory]
    [InlineData(24, 2, "2 bits")]
    [InlineData(25, 9, "weight order")]
    [InlineData(26, 8, "groups of 8")]
    [InlineData(24, 8, "groups of 16 columns with 8 bits")]
    [InlineData(28, 250, "the section has")]
    public void FaultsAreNamed(int at, byte value, string fault)
    {
        byte[] section = Section(4, 16);
        section[at] = value;
        section[29] = at == 28 ? (byte)255 : section[29];
        var error = Assert.Throws<ImageException>(() => MatrixRecord.Check("HEAD 0", section, 0, Records, 3, 40));
        Assert.Contains(fault, error.Message);
        Assert.Contains("HEAD 0", error.Message);
    }

    [Fact]
    public void ScalesOfZeroAndOverflowsAreRefused()
    {
        byte[] zero = Section(4, 16);
        zero[^1] = 0;
        Assert.Contains("scale of 0 in row 2", Assert.Throws<ImageException>(() => MatrixRecord.Check("HEAD 0", zero, 0, Records, 3, 40)).Message);
        byte[] large = Section(4, 16, bias: int.MaxValue - 40 * 8 * 128 * 200 + 1);
        Assert.Contains("overflow", Assert.Throws<ImageException>(() => MatrixRecord.Check("HEAD 0", large, 0, Records, 3, 40)).Message);
        MatrixRecord.Check("HEAD 0", Section(4, 16, bias: int.MaxValue - 40 * 8 * 128 * 200), 0, Records, 3, 40);
    }

    private static byte[] Section(int bits, int group, int bias = 7, WeightOrder order = WeightOrder.Rows)
    {
        const int rows = 3;
        const int columns = 40;
        var matrix = new QuantizedMatrix(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => (sbyte)(i % 16 - 8))],
            [.. Enumerable.Repeat(bias, rows)], [.. Enumerable.Repeat(1 << 30, rows)], [.. Enumerable.Repeat((sbyte)-5, rows)])
        {
            Bits = bits,
            Group = group,
            Scales = [.. Enumerable.Repeat((byte)200, rows * Int4Grid.Groups(columns, group))],
        };
        return HeadSection.Write(matrix, order);
    }

    private static T[] Numbers<T>(string text, Func<string, T> parse) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(parse)];

    private static Dictionary<string, string>[] Vectors(string name) =>
    [
        .. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", name)).Split("\n\n").Skip(1)
            .Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2))
                .ToDictionary(parts => parts[0], parts => parts[1].Trim())),
    ];
}
