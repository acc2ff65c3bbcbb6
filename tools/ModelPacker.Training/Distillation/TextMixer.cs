using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.Distillation;

/// <summary>
/// Texts that nobody would say, out of words that people do say: the beginning of one with the end of another, some words left out, or some
/// replaced. A teacher's opinion of them shows a student what happens between the labelled texts and just beyond them (the idea of Zhang et al.,
/// "mixup", 2018, for discrete inputs): it follows the teacher closely instead of only where both are certain.
/// </summary>
public static class TextMixer
{
    private const double LeftOut = 0.25, Replaced = 0.2;

    /// <summary>So many texts from those given, of which there is at least one. The same arguments give the same texts.</summary>
    public static IEnumerable<string> Mix(IReadOnlyList<string> texts, int count, ulong seed)
    {
        var random = new Xoshiro256(seed);
        for (int i = 0; i < count; i++)
        {
            string[] words = Words(random.Pick(texts)), others = Words(random.Pick(texts));
            yield return string.Join(' ', random.Next(3) switch
            {
                0 => words[..(1 + random.Next(words.Length))].Concat(others[random.Next(others.Length)..]),
                1 => words.Where(_ => !random.Chance(LeftOut)),
                _ => words.Select(word => random.Chance(Replaced) ? random.Pick(others) : word),
            });
        }
    }

    private static string[] Words(string text) => text.Split(' ');
}
