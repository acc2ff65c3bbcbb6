using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.LinearAlgebra;

/// <summary>What training draws beyond <see cref="Xoshiro256"/>'s own methods.</summary>
public static class RandomExtensions
{
    /// <summary>A seed of its own for a purpose, made from another seed and the purpose's number.</summary>
    public static ulong Derive(ulong seed, ulong number) => new Xoshiro256(seed ^ (number * 0xD1342543DE82EF95)).NextBits();

    /// <summary>Normal with mean 0 and variance 1 (Box and Muller).</summary>
    public static float NextNormal(this Xoshiro256 random)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
