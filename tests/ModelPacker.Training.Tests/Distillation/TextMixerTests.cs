using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Distillation;

public sealed class TextMixerTests
{
    private static readonly string[] Texts = ["turn on the light", "what time is it", "stop"];

    [Fact]
    public void Mixtures_hold_words_of_the_texts_and_nothing_else()
    {
        HashSet<string> words = [.. Texts.SelectMany(text => text.Split(' '))];
        string[] mixed = [.. TextMixer.Mix(Texts, 300, 7)];
        Assert.Equal(300, mixed.Length);
        Assert.All(mixed.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)), word => Assert.Contains(word, words));
        Assert.True(mixed.Distinct().Count() > 60);
        Assert.Contains(mixed, text => !Texts.Contains(text) && text.Contains("light", StringComparison.Ordinal) && text.Contains("time", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_gives_the_same_texts()
    {
        Assert.Equal(TextMixer.Mix(Texts, 50, 1), TextMixer.Mix(Texts, 50, 1));
        Assert.NotEqual(TextMixer.Mix(Texts, 50, 1), TextMixer.Mix(Texts, 50, 2));
    }
}
