namespace ModelPacker.Core.Quantization;

/// <summary>A fully connected layer in integers (docs/numerics.md): y[o] = requant(bias[o] + sum_i weight(o, i) * x[i], multipliers[o], shifts[o]).</summary>
/// <param name="Weights">[rows, columns], each in [-127, 127], or codes in [-8, 7] with 4 bits.</param>
/// <param name="Bias">[rows], in units of the accumulator.</param>
/// <param name="Multipliers">[rows], each in [2^30, 2^31).</param>
/// <param name="Shifts">[rows], each in [-31, -1].</param>
public sealed record QuantizedMatrix(int Rows, int Columns, sbyte[] Weights, int[] Bias, int[] Multipliers, sbyte[] Shifts)
{
    /// <summary>8 or 4.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>Columns that share a scale, a multiple of 16; 0: none do.</summary>
    public int Group { get; init; }

    /// <summary>[rows, groups], each 1..255; empty without groups.</summary>
    public byte[] Scales { get; init; } = [];

    /// <summary>What a unit of <see cref="Weights"/> stands for in the accumulator: 1, 16 for 4 bits per channel, or the group's scale.</summary>
    public int Unit(int row, int column) => Bits == 8 ? 1
        : Group == 0 ? Int4Grid.ChannelScale
        : Scales[row * Int4Grid.Groups(Columns, Group) + column / Group];
}
