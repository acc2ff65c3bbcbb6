using System.Text;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Image;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace ModelPacker.Core.Tests.Corpora;

/// <summary>What the generator says, the board's own code must read as the same value.</summary>
public class ReadBackTests
{
    private const string Numbers = """
        name: numbers
        slots:
          level: {range: {from: 0, to: 100, unit: percent, words: {half: 50, three quarters: 75, full: 100, maximum: 100}}}
          temperature: {range: {from: -40, to: 120, unit: degrees}}
          value: {range: {from: -999999999, to: 999999999}}
          wait: {duration: {from: 1, to: 604800}}
          note: {open: [feed the cat, "call o'neill", buy 2 eggs]}
        intents:
          a: {slots: [level], sentences: ["set it to {level}", "{level}[%] please", "[make it] {level} percent now"]}
          b: {slots: [temperature], sentences: ["heat to {temperature} in here", "{temperature}° please"]}
          c: {slots: [value], sentences: ["warn me above {value} [ppm]"]}
          d: {slots: [wait], sentences: ["every {wait}", "start a {wait} timer", "wait {wait} then go", "{wait}"]}
          e: {slots: [wait, note], sentences: ["in {wait} {note}", "remind me to {note} in {wait}"]}
        carriers: ["please *", "* for me"]
        """;

    private static readonly CommandFile File = CommandFile.Parse(Numbers, "numbers.yaml");

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Every_labelled_value_is_read_from_its_words(double noise)
    {
        NumberReader numbers = new(new Grammar(GrammarSection.Write(File.Schema)));
        DurationReader durations = new();
        Normalizer normalizer = new(512, 128);
        GeneratorOptions options = new() { OutOfScope = 0, Noise = new() { Clean = 1 - noise, Second = noise, Written = 0.3 } };

        foreach (Utterance utterance in new UtteranceGenerator(File, options, 11).Take(50_000))
        {
            byte[] input = Encoding.UTF8.GetBytes(utterance.Text);
            Assert.True(normalizer.Normalize(input, input.Length));
            foreach (LabelledSlot label in utterance.Slots)
            {
                (int start, int end) = Locate(normalizer, utterance.Text, label);
                string what = CorpusSamples.Describe(File.Schema, utterance);
                switch (File.Schema.Slots[label.Slot].Kind)
                {
                    case ModelPacker.Core.Schemas.SlotKind.Range:
                        Assert.True(numbers.Read(normalizer.Text, start, end, label.Slot), what);
                        Assert.True($"{numbers.Value}" == label.Value, $"{what}, read {numbers.Value}");
                        break;
                    case ModelPacker.Core.Schemas.SlotKind.Duration:
                        Assert.True(durations.Read(normalizer.Text, start, end), what);
                        Assert.True($"{durations.Seconds}" == label.Value, $"{what}, read {durations.Seconds}");
                        break;
                }
            }
        }
    }

    [Fact]
    public void Samples_stay_in_the_range_and_reach_its_ends()
    {
        Xoshiro256 random = new(1);
        UtteranceGenerator generator = new(File, new GeneratorOptions(), 1);
        HashSet<int> levels = [], seconds = [];
        for (int i = 0; i < 20_000; i++)
        {
            levels.Add(int.Parse(generator.Command(0).Slots[0].Value));
            seconds.Add(DurationSpeech.Sample(5, 9_000, "", random).Seconds);
        }

        Assert.Equal(Enumerable.Range(0, 101), levels.Order());
        Assert.True(seconds.Min() == 5 && seconds.Max() is > 7_200 and <= 9_000 && seconds.Count > 300);
    }

    /// <summary>The normalised words of a span; its borders must be borders of words.</summary>
    private static (int Start, int End) Locate(Normalizer normalizer, string text, LabelledSlot label)
    {
        int from = Encoding.UTF8.GetByteCount(text.AsSpan(0, label.Start));
        int to = Encoding.UTF8.GetByteCount(text.AsSpan(0, label.End));
        int first = Array.IndexOf(normalizer.SourceStart, (ushort)from, 0, normalizer.WordCount);
        int last = Array.IndexOf(normalizer.SourceEnd, (ushort)to, 0, normalizer.WordCount);
        Assert.True(first >= 0 && last >= first, $"\"{text}\" [{label.Start}, {label.End})");
        return (normalizer.WordStart[first], normalizer.WordStart[last] + normalizer.WordBytes[last]);
    }
}
