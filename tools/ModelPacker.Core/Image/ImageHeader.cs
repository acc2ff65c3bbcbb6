using System.IO.Hashing;
using System.Text;

namespace ModelPacker.Core.Image;

/// <summary>What an image says of itself besides its sections.</summary>
/// <param name="MinimumFirmware">major &lt;&lt; 16 | minor &lt;&lt; 8 | patch of the oldest firmware that may run it.</param>
/// <param name="SecurityCounter">Never decreases on a board.</param>
/// <param name="Board">CRC-32 of the board's name; 0: any board.</param>
public sealed record ImageHeader(uint MinimumFirmware = 0x000100, uint SecurityCounter = 0, uint Board = 0)
{
    /// <summary>Size of the header.</summary>
    public const int Bytes = 64;

    /// <summary>Size of an entry of the table of contents.</summary>
    public const int EntryBytes = 32;

    /// <summary>Where the checksum of header and table lies; it counts as zero in itself.</summary>
    public const int ChecksumOffset = 16;

    /// <summary>Most entries of the table of contents.</summary>
    public const int MaxSections = 256;

    /// <summary>The version of the format that is written and read here.</summary>
    public const int Version = 1;

    /// <summary>"NLM1".</summary>
    public const uint Magic = 0x314D4C4E;

    /// <summary>The header's number for a board of this name.</summary>
    public static uint BoardId(string name) => Crc32.HashToUInt32(Encoding.UTF8.GetBytes(name));
}
