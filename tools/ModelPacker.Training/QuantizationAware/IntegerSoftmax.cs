using System.Numerics;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Training.QuantizationAware;

/// <summary>The engine's softmax to the bit (docs/numerics.md; after gemmlowp's fixedpoint.h): integer scores to Q15 probabilities.</summary>
internal static class IntegerSoftmax
{
    private const int FractionBits = 26;
    private const int OutputBits = 15;
    private const int EToMinusEighth = 1895147668, OneThird = 715827883;

    // e^-(2^i / 4) in Q0.31.
    private static readonly int[] s_factors = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    /// <summary>Replaces scores by their probabilities in 1/32768.</summary>
    public static void Run(Span<int> scores, SoftmaxScale scale)
    {
        int largest = int.MinValue;
        foreach (int score in scores) largest = Math.Max(largest, score);
        uint sum = 0;
        foreach (ref int score in scores)
        {
            int difference = score - largest;
            score = difference < scale.DiffMin ? 0 : Exp(HighMultiply(difference << scale.Shift, scale.Multiplier));
            sum += (uint)Divide(score, 12);
        }
        int headroom = BitOperations.LeadingZeroCount(sum);
        int inverse = OneOverOnePlus((int)((sum << headroom) - (1u << 31)));
        foreach (ref int score in scores) score = Math.Min(short.MaxValue, Divide(HighMultiply(inverse, score), 12 + 31 - OutputBits - headroom));
    }

    /// <summary>e^a for a at most 0 in Q5.26, as Q0.31: a Taylor series on the last quarter, times factors for the bits of the whole quarters.</summary>
    private static int Exp(int a)
    {
        if (a == 0) return int.MaxValue;
        const int quarter = 1 << (FractionBits - 2);
        int fraction = (a & (quarter - 1)) - quarter, quarters = (fraction - a) >> (FractionBits - 2);
        int x = (fraction << 5) + (1 << 28), x2 = HighMultiply(x, x), x3 = HighMultiply(x2, x), x4 = HighMultiply(x2, x2);
        int tail = Divide(HighMultiply(Divide(x4, 2) + x3, OneThird) + x2, 1);
        int result = EToMinusEighth + HighMultiply(EToMinusEighth, x + tail);
        for (int i = 0; quarters != 0; i++, quarters >>= 1)
        {
            if ((quarters & 1) != 0) result = HighMultiply(result, s_factors[i]);
        }
        return result;
    }

    /// <summary>1 / (1 + x) for x in [0, 1) in Q0.31: three Newton steps.</summary>
    private static int OneOverOnePlus(int x)
    {
        int half = (x >> 1) + (1 << 30);
        int y = 1515870810 + HighMultiply(half, -1010580540);
        for (int i = 0; i < 3; i++) y += ShiftLeft(HighMultiply(y, (1 << 29) - HighMultiply(half, y)), 2);
        return ShiftLeft(y, 1);
    }

    private static int HighMultiply(int a, int b) => (int)((((long)a * b) + (1L << 30)) >> 31);

    private static int Divide(int value, int bits)
    {
        int mask = (int)((1u << bits) - 1);
        return (value >> bits) + ((value & mask) > (mask >> 1) + (value < 0 ? 1 : 0) ? 1 : 0);
    }

    private static int ShiftLeft(int value, int bits) => (int)Math.Clamp((long)value << bits, int.MinValue, int.MaxValue);
}
