namespace ModelPacker.Core.Model;

/// <summary>Rows of the hashed n-gram embedding that a word selects (docs/numerics.md, "n-gram rows of a word"; the kernels' own hashing, in C#).</summary>
public static class NgramRows
{
    /// <summary>Most features of one word.</summary>
    public const int MaxFeatures = 16;

    private const uint FnvOffset = 2166136261, FnvPrime = 16777619;

    /// <summary>Writes the rows of a word's features: the whole word, then its runs of 3 and of 4 bytes, digits read as 0.</summary>
    /// <param name="word">UTF-8 bytes of a normalised word, without spaces.</param>
    /// <param name="tableRows">Rows of the table, 1..65535.</param>
    /// <param name="rows">Receives at most <see cref="MaxFeatures"/> row numbers; must have that length.</param>
    /// <returns>How many rows were written.</returns>
    public static int Of(ReadOnlySpan<byte> word, int tableRows, Span<int> rows)
    {
        if (tableRows is < 1 or > 65535) throw new ArgumentOutOfRangeException(nameof(tableRows), tableRows, "an n-gram table has 1..65535 rows");
        int length = word.Length + 2;
        uint whole = Step(FnvOffset, 1);
        for (int i = 0; i < length; i++) whole = Step(whole, ByteAt(word, i));
        int count = 0;
        rows[count++] = Row(whole, tableRows);
        for (int run = 3; run <= 4; run++)
        {
            for (int start = 0; start + run <= length && count < MaxFeatures; start++)
            {
                uint hash = Step(FnvOffset, (byte)run);
                for (int i = start; i < start + run; i++) hash = Step(hash, ByteAt(word, i));
                rows[count++] = Row(hash, tableRows);
            }
        }
        return count;
    }

    private static byte ByteAt(ReadOnlySpan<byte> word, int position)
    {
        if (position == 0) return (byte)'<';
        if (position > word.Length) return (byte)'>';
        byte value = word[position - 1];
        return value is >= (byte)'0' and <= (byte)'9' ? (byte)'0' : value;
    }

    private static uint Step(uint hash, byte value) => unchecked((hash ^ value) * FnvPrime);

    private static int Row(uint hash, int tableRows)
    {
        hash ^= hash >> 15;
        hash = unchecked(hash * 0x85EBCA6Bu);
        hash ^= hash >> 13;
        return (int)(((hash >> 16) * (uint)tableRows) >> 16);
    }
}
