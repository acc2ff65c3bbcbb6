using ModelPacker.Core.Image;

namespace ModelPacker.Core.Tests.Image;

public class ImageReaderTests
{
    private static readonly byte[] Image = SampleImage.Create(1).Write();

    [Fact]
    public void ReadsBackWhatWasWritten()
    {
        ImageReader reader = ImageReader.Open(Image);
        reader.CheckContents();
        Assert.Equal(SampleImage.Config, reader.Config);
        Assert.Equal(new ImageHeader(SecurityCounter: 3, Board: ImageHeader.BoardId("host")), reader.Header);
        CalibrationSection calibration = CalibrationSection.Read(reader.Find(SectionType.Calibration)!.Value.Span);
        Assert.Equal((60, 1234), (calibration.Threshold, calibration.OutOfScopeLimit));
        Assert.Equal(CalibrationSection.Identity.Map, calibration.Map);
        Canary canary = Assert.Single(CanarySection.Read(reader.Find(SectionType.Canaries)!.Value.Span));
        Assert.Equal("lights on", canary.Text);
        Assert.Equal("{\"intent\":\"light_on\",\"slots\":{}}", canary.Answer);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        for (int length = 0; length < Image.Length; length++)
        {
            byte[] cut = Image[..length];
            Assert.Throws<ImageException>(() => ImageReader.Open(cut));
        }
    }

    [Fact]
    public void EveryFlippedBitOfHeaderAndTableIsRefused()
    {
        int sections = ImageReader.Open(Image).Sections.Count();
        for (int bit = 0; bit < 8 * (ImageHeader.Bytes + sections * ImageHeader.EntryBytes); bit++)
        {
            Assert.Throws<ImageException>(() => ImageReader.Open(Flip(bit)));
        }
    }

    [Fact]
    public void EveryFlippedByteOfTheContentsIsFound()
    {
        int contents = ImageHeader.Bytes + ImageReader.Open(Image).Sections.Count() * ImageHeader.EntryBytes;
        for (int at = contents; at < Image.Length; at++)
        {
            Assert.Throws<ImageException>(() => ImageReader.Open(Flip(8 * at + at % 8)).CheckContents());
        }
    }

    [Fact]
    public void DamageIsNamedByItsSection()
    {
        int at = Image.AsSpan().IndexOf("light_on"u8);
        var error = Assert.Throws<ImageException>(() => ImageReader.Open(Flip(8 * at)).CheckContents());
        Assert.StartsWith("GRAM 0 at offset ", error.Message);
    }

    [Fact]
    public void AnotherFileIsNoImage()
    {
        var error = Assert.Throws<ImageException>(() => ImageReader.Open("name: greenhouse"u8.ToArray()));
        Assert.Contains("no NanoLm image", error.Message);
    }

    private static byte[] Flip(int bit)
    {
        byte[] copy = [.. Image];
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
