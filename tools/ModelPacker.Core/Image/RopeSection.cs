namespace ModelPacker.Core.Image;

/// <summary>ROPE: cosine and sine of every position and pair, int16[max_tokens][head_dim / 2][2] in Q15.</summary>
public static class RopeSection
{
    /// <summary>Base of the angles' geometric series (Su et al. 2021, RoFormer).</summary>
    public const double Base = 10000;

    public static byte[] Write(int maxTokens, int headDim)
    {
        var section = new ByteBuilder();
        for (int position = 0; position < maxTokens; position++)
        {
            for (int pair = 0; pair < headDim / 2; pair++)
            {
                (double sine, double cosine) = Math.SinCos(position * Math.Pow(Base, -2.0 * pair / headDim));
                section.I16([Q15(cosine), Q15(sine)]);
            }
        }

        return section.ToArray();
    }

    private static short Q15(double value) => (short)Math.Min(short.MaxValue, Math.Round(value * 32768));
}
