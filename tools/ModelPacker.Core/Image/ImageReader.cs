using System.Buffers.Binary;
using System.IO.Hashing;
using ModelPacker.Core.Model;

namespace ModelPacker.Core.Image;

/// <summary>
/// An image on the desk, for inspecting and verifying. Refuses what nlm_model_open refuses, and says where the fault lies.
/// </summary>
public sealed class ImageReader
{
    private readonly byte[] image;
    private readonly Entry[] entries;

    private ImageReader(byte[] image, ImageHeader header, Entry[] entries)
    {
        this.image = image;
        this.entries = entries;
        Header = header;
        bool transitions = Find(SectionType.Transitions) is not null;
        Config = ConfigSection.Read(Require(SectionType.Config, 0).Span, out int vocabularyRows) with { Transitions = transitions };
        VocabularyRows = vocabularyRows;
        CheckStructure();
    }

    public ImageHeader Header { get; }

    /// <summary>The model's shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>Bits of an embedding's codes: 8 or 4.</summary>
    public int EmbeddingBits => ConfigSection.EmbeddingBits(Require(SectionType.Config, 0).Span);

    /// <summary>How the first layer's first matrix holds its weights; the packer gives all layers the same.</summary>
    public WeightLayout Weights => MatrixRecord.Layout(Require(SectionType.Layer, 0).Span, 0);

    /// <summary>Rows of the vocabulary head, which generators have; 0: none.</summary>
    public int VocabularyRows { get; }

    /// <summary>Size of the image; a file may be longer.</summary>
    public int Bytes => image.Length;

    /// <summary>All sections, in the order of the image, the digest last.</summary>
    public IEnumerable<ImageSection> Sections =>
        entries.Select(e => new ImageSection(e.Type, (int)e.Index, image.AsMemory((int)e.Offset, (int)e.Bytes)));

    /// <summary>Checks header, table of contents and the sections' structure; see <see cref="CheckContents"/> for the rest.</summary>
    /// <exception cref="ImageException">The first fault, with its place.</exception>
    public static ImageReader Open(byte[] image)
    {
        Check(image.Length >= 4 && U32(image, 0) == ImageHeader.Magic, "offset 0: no NanoLm image; it would start with NLM1");
        Check(image.Length >= ImageHeader.Bytes, $"offset {image.Length}: the file ends inside the header of {ImageHeader.Bytes} bytes");
        int version = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(4));
        Check(version == ImageHeader.Version, $"offset 4: version {version}; this tool reads version {ImageHeader.Version}");
        int headerBytes = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(6));
        Check(headerBytes == ImageHeader.Bytes, $"offset 6: a header of {headerBytes} bytes; version 1 has {ImageHeader.Bytes}");
        uint imageBytes = U32(image, 8);
        Check(imageBytes <= int.MaxValue, $"offset 8: an image of {imageBytes} bytes; the format allows 2^31 - 1");
        Check(imageBytes <= image.Length, $"offset 8: the image has {imageBytes} bytes, the file only {image.Length}; it is truncated");
        uint count = U32(image, 12);
        Check(count is >= 1 and <= ImageHeader.MaxSections, $"offset 12: {count} sections; an image has 1..{ImageHeader.MaxSections}");
        int tableEnd = ImageHeader.Bytes + (int)count * ImageHeader.EntryBytes;
        Check(tableEnd <= imageBytes,
            $"offset {ImageHeader.Bytes}: the table of {count} sections ends at {tableEnd}, the image at {imageBytes}");
        CheckHeaderChecksum(image.AsSpan(0, tableEnd));
        Check(IsZero(image, 32, 32), "offset 32: reserved bytes of the header are not zero");
        byte[] exact = image.Length == imageBytes ? image : image[..(int)imageBytes];
        return new ImageReader(exact, new ImageHeader(U32(image, 20), U32(image, 24), U32(image, 28)),
            ReadTable(exact, (int)count, tableEnd));
    }

    /// <summary>A section's bytes, or null when the image has none such.</summary>
    public ReadOnlyMemory<byte>? Find(uint type, int index = 0)
    {
        foreach (Entry entry in entries)
        {
            if (entry.Type == type && entry.Index == index)
            {
                return image.AsMemory((int)entry.Offset, (int)entry.Bytes);
            }
        }

        return null;
    }

    /// <summary>Checks every section's checksum and the digest.</summary>
    /// <exception cref="ImageException">The first damaged section.</exception>
    public void CheckContents()
    {
        foreach (Entry entry in entries)
        {
            uint actual = Crc32.HashToUInt32(image.AsSpan((int)entry.Offset, (int)entry.Bytes));
            Check(actual == entry.Checksum,
                $"{entry.Name} at offset {entry.Offset}: checksum {actual:x8}, the table says {entry.Checksum:x8}; the section is damaged");
        }

        Entry digest = entries[^1];
        Check(DigestSection.Matches(image.AsSpan(0, (int)digest.Offset), image.AsSpan((int)digest.Offset, (int)digest.Bytes)),
            $"{digest.Name} at offset {digest.Offset}: the SHA-256 is not that of the image");
    }

    private static void CheckHeaderChecksum(ReadOnlySpan<byte> table)
    {
        byte[] copy = table.ToArray();
        copy.AsSpan(ImageHeader.ChecksumOffset, sizeof(uint)).Clear();
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(table[ImageHeader.ChecksumOffset..]);
        uint actual = Crc32.HashToUInt32(copy);
        Check(actual == expected,
            $"offset {ImageHeader.ChecksumOffset}: checksum {actual:x8} of header and table, {expected:x8} expected; they are damaged");
    }

    private static Entry[] ReadTable(byte[] image, int count, int tableEnd)
    {
        var entries = new Entry[count];
        long end = tableEnd;
        for (int i = 0; i < count; i++)
        {
            int at = ImageHeader.Bytes + i * ImageHeader.EntryBytes;
            var entry = new Entry(U32(image, at), U32(image, at + 4), U32(image, at + 8), U32(image, at + 12), U32(image, at + 16));
            string where = $"table entry {i} ({entry.Name}) at offset {at}";
            Check(InOrder(i == 0 ? null : entries[i - 1], entry), $"{where}: is unknown or not in its place in the order of sections");
            Check(U32(image, at + 20) == 0 && IsZero(image, at + 24, 8), $"{where}: region and reserved bytes are not zero");
            Check(entry.Offset % ImageWriter.SectionAlignment == 0,
                $"{where}: starts at {entry.Offset}, not a multiple of {ImageWriter.SectionAlignment}");
            Check(entry.Offset >= end && entry.Offset - end < ImageWriter.SectionAlignment,
                $"{where}: starts at {entry.Offset}, the one before ends at {end}");
            Check(entry.Bytes > 0 && entry.Offset + (long)entry.Bytes <= image.Length,
                $"{where}: has {entry.Bytes} bytes at {entry.Offset}; the image ends at {image.Length}");
            Check(IsZero(image, (int)end, (int)(entry.Offset - end)), $"{where}: the gap before it is not zero");
            entries[i] = entry;
            end = entry.Offset + (long)entry.Bytes;
        }

        Entry last = entries[^1];
        Check(last.Type == SectionType.Digest && last.Bytes == DigestSection.Bytes,
            $"{last.Name} at offset {last.Offset}: the last section must be DGST of {DigestSection.Bytes} bytes");
        Check(image.Length - end < ImageWriter.SectionAlignment && IsZero(image, (int)end, (int)(image.Length - end)),
            $"offset {end}: bytes follow the last section");
        return entries;
    }

    // Layers count from 0 without a gap, heads rise, all others are single.
    private static bool InOrder(Entry? previous, Entry entry)
    {
        int rank = SectionType.Rank(entry.Type);
        if (previous is not { } before)
        {
            return entry is { Type: SectionType.Config, Index: 0 };
        }

        if (before.Type == entry.Type)
        {
            return (entry.Type == SectionType.Layer && entry.Index == before.Index + 1)
                || (entry.Type == SectionType.Head && entry.Index > before.Index);
        }

        return rank > SectionType.Rank(before.Type) && (entry.Index == 0 || entry.Type == SectionType.Head);
    }

    private static bool IsZero(byte[] image, int at, int count) => !image.AsSpan(at, count).ContainsAnyExcept((byte)0);

    private void CheckStructure()
    {
        LayerSection.CheckNorm("CONF 0", Require(SectionType.Config, 0).Span, 52);
        RequireBytes(SectionType.Pieces, TableSection.Size(EmbeddingBits, Config.Pieces, Config.Dim));
        RequireBytes(SectionType.Ngrams, TableSection.Size(EmbeddingBits, Config.NgramRows, Config.Dim));
        RequireBytes(SectionType.Rope, 2L * Config.MaxTokens * Config.HeadDim);
        for (int i = 0; i < Config.Layers; i++)
        {
            LayerSection.Check($"LAYR {i}", Require(SectionType.Layer, i).Span, Config);
        }

        CheckHead(HeadSection.Sentence, Config.SentenceOutputs);
        CheckHead(HeadSection.Tags, Config.TagOutputs);
        CheckHead(HeadSection.Vocabulary, VocabularyRows);
        CheckTransitions();
        foreach (Entry entry in entries)
        {
            bool extra = (entry.Type == SectionType.Layer && entry.Index >= Config.Layers)
                || (entry.Type == SectionType.Head && entry.Index > HeadSection.Vocabulary);
            Check(!extra, $"{entry.Name} at offset {entry.Offset}: more than CONF announces");
        }
    }

    private void CheckHead(int index, int outputs)
    {
        if (outputs > 0)
        {
            Check(index != HeadSection.Vocabulary || MatrixRecord.Layout(Require(SectionType.Head, index).Span, 0).Order == WeightOrder.Rows,
                $"HEAD {index}: its rows are read one by one and must lie row after row");
            MatrixRecord.Check($"HEAD {index}", Require(SectionType.Head, index).Span, 0, MatrixRecord.Bytes, outputs, Config.Dim);
        }
        else
        {
            Check(Find(SectionType.Head, index) is null, $"HEAD {index}: there, but CONF says it has no outputs");
        }
    }

    private void CheckTransitions()
    {
        if (Config.Transitions)
        {
            Check(Config.TagOutputs % 2 == 1 && Config.TagOutputs <= BioTags.MaxChained,
                $"TRAN 0: between {Config.TagOutputs} tags; an odd number of at most {BioTags.MaxChained} is possible");
            RequireBytes(SectionType.Transitions, (long)Config.TagOutputs * Config.TagOutputs);
        }
    }

    private void RequireBytes(uint type, long bytes)
    {
        long actual = bytes == 0 ? Find(type)?.Length ?? 0 : Require(type, 0).Length;
        Check(actual == bytes, $"{SectionType.Name(type)} 0: has {actual} bytes; CONF gives {bytes}");
    }

    private ReadOnlyMemory<byte> Require(uint type, int index) =>
        Find(type, index) ?? throw new ImageException($"{SectionType.Name(type)} {index}: the section is missing");

    private static uint U32(byte[] image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));

    private static void Check(bool holds, string fault)
    {
        if (!holds)
        {
            throw new ImageException(fault);
        }
    }

    private readonly record struct Entry(uint Type, uint Index, uint Offset, uint Bytes, uint Checksum)
    {
        public string Name => $"{SectionType.Name(Type)} {Index}";
    }
}
