using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using ModelPacker.Core.Image;

namespace ModelPacker.Core.Tests.Image;

public class ImageWriterTests
{
    [Fact]
    public void TheSameModelGivesTheSameBytes() => Assert.Equal(SampleImage.Create(1).Write(), SampleImage.Create(1).Write());

    [Fact]
    public void DifferentModelsGiveDifferentBytes() => Assert.NotEqual(SampleImage.Create(1).Write(), SampleImage.Create(2).Write());

    [Fact]
    public void EverySectionLiesInOrderAligned()
    {
        byte[] image = SampleImage.Create(1).Write();
        ImageSection[] sections = [.. ImageReader.Open(image).Sections];
        Assert.Equal(
            ["CONF 0", "TOKN 0", "GRAM 0", "CALI 0", "PIEC 0", "NGRM 0", "ROPE 0", "LAYR 0", "LAYR 1", "HEAD 0", "HEAD 1", "CANA 0",
            "PROV 0", "DGST 0"],
            sections.Select(s => s.Name));
        foreach (ImageSection section in sections)
        {
            Assert.Equal(0, image.AsSpan().IndexOf(section.Bytes.Span) % ImageWriter.SectionAlignment);
        }
    }

    [Fact]
    public void TheDigestIsTheSha256OfAllBeforeIt()
    {
        byte[] image = SampleImage.Create(1).Write();
        int at = image.Length - DigestSection.Bytes;
        Assert.Equal(SHA256.HashData(image.AsSpan(0, at)), image[at..(at + 32)]);
        Assert.Equal(DigestSection.Checksum, Crc32.HashToUInt32(image.AsSpan(at)));
    }

    [Fact]
    public void ASectionGivenTwiceIsRefused()
    {
        var section = new ImageSection(SectionType.Provenance, 0, new byte[4]);
        var error = Assert.Throws<ImageException>(() => ImageWriter.Write(new ImageHeader(), [section, section]));
        Assert.Contains("PROV 0", error.Message);
    }
}
