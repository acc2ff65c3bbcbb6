using System.Text;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Tests;

/// <summary>Shorthands around the normaliser.</summary>
internal static class Words
{
    public static Normalizer Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static Normalizer Of(byte[] bytes)
    {
        var normalizer = new Normalizer(4 * bytes.Length + 16, 2 * bytes.Length + 16);
        Assert.True(normalizer.Normalize(bytes, bytes.Length));
        return normalizer;
    }

    public static string Text(this Normalizer normalizer) => Encoding.UTF8.GetString(normalizer.Text, 0, normalizer.TextBytes);

    public static byte[] TextSpan(this Normalizer normalizer) => normalizer.Text.AsSpan(0, normalizer.TextBytes).ToArray();

    public static string Word(this Normalizer normalizer, int word) =>
        Encoding.UTF8.GetString(normalizer.Text, normalizer.WordStart[word], normalizer.WordBytes[word]);
}
