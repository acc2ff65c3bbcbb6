using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Image;

/// <summary>HEAD: one matrix. Number 0 is the sentence head, 1 the tag head, 2 the vocabulary head of generators.</summary>
public static class HeadSection
{
    public const int Sentence = 0;
    public const int Tags = 1;
    public const int Vocabulary = 2;

    public static byte[] Write(QuantizedMatrix head, WeightOrder order = WeightOrder.Rows)
    {
        var section = new ByteBuilder();
        section.Reserve(MatrixRecord.Bytes);
        MatrixRecord.Write(section, 0, head, order);
        return section.ToArray();
    }
}
