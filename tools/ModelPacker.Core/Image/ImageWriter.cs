using System.IO.Hashing;
using System.Security.Cryptography;

namespace ModelPacker.Core.Image;

/// <summary>Lays sections out as a flash image. The same sections give the same bytes.</summary>
public static class ImageWriter
{
    /// <summary>Every section starts at a multiple of this many bytes.</summary>
    public const int SectionAlignment = 64;

    /// <summary>Header, table of contents, the sections in the format's order, and the digest over it all.</summary>
    /// <exception cref="ImageException">A section occurs twice, or the image would exceed the format's limits.</exception>
    public static byte[] Write(ImageHeader header, IEnumerable<ImageSection> sections)
    {
        List<ImageSection> ordered = [.. sections.OrderBy(s => SectionType.Rank(s.Type)).ThenBy(s => s.Index)];
        RefuseDuplicates(ordered);
        ordered.Add(new ImageSection(SectionType.Digest, 0, new byte[DigestSection.Bytes]));
        if (ordered.Count > ImageHeader.MaxSections)
        {
            throw new ImageException(
                $"the image would have {ordered.Count} sections; the format holds {ImageHeader.MaxSections}: use fewer layers");
        }

        int[] offsets = Place(ordered, out int imageBytes);
        var image = new byte[imageBytes];
        WriteTable(image, header, ordered, offsets);
        for (int i = 0; i < ordered.Count; i++)
        {
            ordered[i].Bytes.Span.CopyTo(image.AsSpan(offsets[i]));
        }

        DigestSection.Compute(image.AsSpan(0, offsets[^1]), image.AsSpan(offsets[^1]));
        return image;
    }

    private static void RefuseDuplicates(List<ImageSection> ordered)
    {
        for (int i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Type == ordered[i - 1].Type && ordered[i].Index == ordered[i - 1].Index)
            {
                throw new ImageException($"section {ordered[i].Name} is given twice");
            }
        }
    }

    private static int[] Place(List<ImageSection> ordered, out int imageBytes)
    {
        var offsets = new int[ordered.Count];
        long at = ImageHeader.Bytes + (long)ordered.Count * ImageHeader.EntryBytes;
        for (int i = 0; i < ordered.Count; i++)
        {
            at = (at + SectionAlignment - 1) / SectionAlignment * SectionAlignment;
            if (at + ordered[i].Bytes.Length > int.MaxValue)
            {
                throw new ImageException($"the image would exceed 2 GiB at section {ordered[i].Name}");
            }

            offsets[i] = (int)at;
            at += ordered[i].Bytes.Length;
        }

        imageBytes = (int)at;
        return offsets;
    }

    private static void WriteTable(byte[] image, ImageHeader header, List<ImageSection> ordered, int[] offsets)
    {
        var table = new ByteBuilder();
        table.U32(ImageHeader.Magic);
        table.U16(ImageHeader.Version);
        table.U16(ImageHeader.Bytes);
        table.U32((uint)image.Length);
        table.U32((uint)ordered.Count);
        table.U32(0);
        table.U32(header.MinimumFirmware);
        table.U32(header.SecurityCounter);
        table.U32(header.Board);
        table.Reserve(32);
        for (int i = 0; i < ordered.Count; i++)
        {
            table.U32(ordered[i].Type);
            table.U32((uint)ordered[i].Index);
            table.U32((uint)offsets[i]);
            table.U32((uint)ordered[i].Bytes.Length);
            table.U32(ordered[i].Type == SectionType.Digest ? DigestSection.Checksum : Crc32.HashToUInt32(ordered[i].Bytes.Span));
            table.U32(0);
            table.Reserve(8);
        }

        table.PutU32(ImageHeader.ChecksumOffset, Crc32.HashToUInt32(table.At(0)));
        table.At(0).CopyTo(image);
    }
}
