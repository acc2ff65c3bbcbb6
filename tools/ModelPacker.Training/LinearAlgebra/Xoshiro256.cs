using System.Numerics;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>
/// A small, fast random number generator that gives the same numbers everywhere: xoshiro256** of Blackman and Vigna,
/// "Scrambled linear pseudorandom number generators" (2018), seeded through SplitMix64.
/// </summary>
public struct Xoshiro256
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    public Xoshiro256(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>A seed for a purpose of its own, made from another seed and a number.</summary>
    public static ulong Derive(ulong seed, ulong number)
    {
        ulong mixed = seed ^ (number * 0xD1342543DE82EF95);
        return SplitMix(ref mixed);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in 0..<paramref name="limit"/>-1 (Lemire's multiply-high; the bias is below 2^-32).</summary>
    public int NextInt32(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>Normal with mean 0 and variance 1 (Box and Muller).</summary>
    public float NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - (Next() >> 11) * (1.0 / (1UL << 53))));
        return (float)(radius * Math.Cos(2 * Math.PI * NextSingle()));
    }

    /// <summary>A random order of the elements (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = NextInt32(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
