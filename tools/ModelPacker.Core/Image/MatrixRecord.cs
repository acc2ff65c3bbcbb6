using System.Buffers.Binary;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>How a matrix's weights lie.</summary>
/// <param name="Bits">8 or 4.</param>
/// <param name="Order">Their order.</param>
/// <param name="Group">With 4 bits, columns that share a scale; 0: none do.</param>
public readonly record struct WeightLayout(int Bits, WeightOrder Order, int Group);

/// <summary>A fully connected layer's place in its section: a record of 32 bytes that names where weights and vectors lie.</summary>
public static class MatrixRecord
{
    public const int Bytes = 32;

    private const int BitsOffset = 24;
    private const int OrderOffset = 25;
    private const int GroupOffset = 26;
    private const int ScalesOffset = 28;

    /// <summary>
    /// Appends the matrix's data to the section and fills its record at <paramref name="record"/>, which is reserved already.
    /// </summary>
    public static void Write(ByteBuilder section, int record, QuantizedMatrix matrix, WeightOrder order = WeightOrder.Rows)
    {
        section.PutU32(record, (uint)matrix.Rows);
        section.PutU32(record + 4, (uint)matrix.Columns);
        section.PutU32(record + 8, (uint)section.Align(16));
        section.Bytes(WeightPacking.Pack(matrix, order));
        section.PutU32(record + 12, (uint)section.Align(4));
        section.I32(matrix.Bias);
        section.PutU32(record + 16, (uint)section.Count);
        section.I32(matrix.Multipliers);
        section.PutU32(record + 20, (uint)section.Count);
        section.Bytes(matrix.Shifts);
        section.PutU16(record + BitsOffset, matrix.Bits | (int)order << 8);
        section.PutU16(record + GroupOffset, matrix.Group);
        if (matrix.Group > 0)
        {
            section.PutU32(record + ScalesOffset, (uint)section.Count);
            section.Bytes(WeightPacking.PackScales(matrix, order));
        }
    }

    /// <summary>Bits, order and group of the matrix whose record lies at <paramref name="record"/>.</summary>
    public static WeightLayout Layout(ReadOnlySpan<byte> section, int record) => new(
        section[record + BitsOffset], (WeightOrder)section[record + OrderOffset], BinaryPrimitives.ReadUInt16LittleEndian(section[(record + GroupOffset)..]));

    /// <summary>Checks a record and the numbers it points to against the shape that the configuration gives.</summary>
    /// <param name="section">The section's name, for messages.</param>
    /// <param name="records">Bytes at the section's start that hold records, not data.</param>
    /// <exception cref="ImageException">Names section, offset and fault.</exception>
    public static void Check(string section, ReadOnlySpan<byte> bytes, int record, int records, int rows, int columns)
    {
        if (record + Bytes > bytes.Length)
        {
            throw new ImageException($"{section}: ends at {bytes.Length}, inside the matrix record at offset {record}");
        }

        Require(ReadU32(bytes, record) == rows && ReadU32(bytes, record + 4) == columns, section, record,
            $"is [{ReadU32(bytes, record)}, {ReadU32(bytes, record + 4)}], but CONF says [{rows}, {columns}]");
        (int bits, WeightOrder order, int group) = Layout(bytes, record);
        Require(bits is 8 or 4, section, record, $"has weights of {bits} bits; this version knows 8 and 4");
        Require(order <= WeightOrder.Mve, section, record, "has a weight order that this version does not know");
        Require(group % 16 == 0 && (bits == 4 || group == 0), section, record, $"has groups of {group} columns with {bits} bits");
        CheckRange(section, bytes, record, records, 8, WeightPacking.Size(bits, rows, columns, order), 16);
        ReadOnlySpan<byte> biases = CheckRange(section, bytes, record, records, 12, 4L * rows, 4);
        ReadOnlySpan<byte> multipliers = CheckRange(section, bytes, record, records, 16, 4L * rows, 4);
        ReadOnlySpan<byte> shifts = CheckRange(section, bytes, record, records, 20, rows, 1);
        int groups = Int4Grid.Groups(columns, group);
        ReadOnlySpan<byte> scales = group > 0 ? CheckRange(section, bytes, record, records, ScalesOffset, WeightPacking.ScaleSize(rows, groups, order), 1) : [];
        Require(group > 0 || ReadU32(bytes, record + ScalesOffset) == 0, section, record, "names scales, but has no groups");
        var rowScales = new byte[groups];
        for (int row = 0; row < rows; row++)
        {
            for (int g = 0; g < groups; g++)
            {
                rowScales[g] = scales[WeightPacking.ScalePlace(row, g, groups, order)];
            }

            Require(!rowScales.Contains((byte)0), section, record, $"has a scale of 0 in row {row}");
            long bias = BinaryPrimitives.ReadInt32LittleEndian(biases[(4 * row)..]);
            Require(Int4Grid.LargestSum(rowScales, columns, group) + Math.Abs(bias) <= int.MaxValue, section, record,
                $"has bias {bias} in row {row}, which can overflow the accumulator");
            int multiplier = BinaryPrimitives.ReadInt32LittleEndian(multipliers[(4 * row)..]);
            Require(multiplier >= 1 << 30, section, record, $"has multiplier {multiplier} in row {row}, below 2^30");
            Require((sbyte)shifts[row] is >= QuantizedMultiplier.MinShift and <= QuantizedMultiplier.MaxShift, section, record,
                $"has shift {(sbyte)shifts[row]} in row {row}, outside -31..-1");
        }
    }

    private static uint ReadU32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ReadOnlySpan<byte> CheckRange(string section, ReadOnlySpan<byte> bytes, int record, int records, int field, long count,
        int alignment)
    {
        uint at = ReadU32(bytes, record + field);
        Require(at % alignment == 0, section, record, $"puts data at {at}, not a multiple of {alignment}");
        Require(at >= records && at + count <= bytes.Length, section, record,
            $"puts {count} bytes at {at}; the section has {bytes.Length}");
        return bytes.Slice((int)at, (int)count);
    }

    private static void Require(bool holds, string section, int record, string fault)
    {
        if (!holds)
        {
            throw new ImageException($"{section}: the matrix at offset {record} {fault}");
        }
    }
}
