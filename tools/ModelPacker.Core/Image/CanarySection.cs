using System.Buffers.Binary;
using System.Text;

namespace ModelPacker.Core.Image;

/// <summary>A prompt that a healthy board answers so.</summary>
/// <param name="Answer">The frame as JSON: intent and slots only, no spaces.</param>
/// <param name="LimitMicroseconds">Longest time it may take; 0: none.</param>
public sealed record Canary(string Text, string Answer, uint LimitMicroseconds = 0);

/// <summary>CANA: canary prompts.</summary>
public static class CanarySection
{
    private const int RecordBytes = 8;

    public static byte[] Write(IReadOnlyList<Canary> canaries)
    {
        var section = new ByteBuilder();
        section.U16(canaries.Count);
        section.U16(0);
        foreach (Canary canary in canaries)
        {
            byte[] text = Encoding.UTF8.GetBytes(canary.Text);
            byte[] answer = Encoding.UTF8.GetBytes(canary.Answer);
            section.U16(text.Length);
            section.U16(answer.Length);
            section.U32(canary.LimitMicroseconds);
            section.Bytes(text);
            section.Bytes(answer);
            section.Align(4);
        }

        return section.ToArray();
    }

    /// <exception cref="ImageException">The section ends inside a canary.</exception>
    public static IReadOnlyList<Canary> Read(ReadOnlySpan<byte> section)
    {
        if (section.Length < 4)
        {
            throw new ImageException($"CANA 0: has {section.Length} bytes; it starts with 4");
        }

        var canaries = new Canary[BinaryPrimitives.ReadUInt16LittleEndian(section)];
        int at = 4;
        for (int i = 0; i < canaries.Length; i++)
        {
            if (at + RecordBytes > section.Length)
            {
                throw new ImageException($"CANA 0: ends at {section.Length}, inside canary {i}");
            }

            int text = BinaryPrimitives.ReadUInt16LittleEndian(section[at..]);
            int answer = BinaryPrimitives.ReadUInt16LittleEndian(section[(at + 2)..]);
            int data = at + RecordBytes;
            if (data + text + answer > section.Length)
            {
                throw new ImageException(
                    $"CANA 0: canary {i} at offset {at} has {text + answer} bytes; the section ends at {section.Length}");
            }

            canaries[i] = new Canary(
                Encoding.UTF8.GetString(section.Slice(data, text)),
                Encoding.UTF8.GetString(section.Slice(data + text, answer)),
                BinaryPrimitives.ReadUInt32LittleEndian(section[(at + 4)..]));
            at = (data + text + answer + 3) / 4 * 4;
        }

        return canaries;
    }
}
