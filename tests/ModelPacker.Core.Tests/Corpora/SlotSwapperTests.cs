using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Tests.Corpora;

public sealed class SlotSwapperTests
{
    private const int Artist = 0, Year = 1;

    // "play abba from the eighties", "some miles davis", "songs of 1969"
    private static readonly Utterance[] Utterances =
    [
        new("play abba from the eighties", 0, [new(Artist, 5, 9, "abba"), new(Year, 15, 27, "1980")]),
        new("some miles davis", 0, [new(Artist, 5, 16, "miles davis")]),
        new("songs of 1969", 1, [new(Year, 9, 13, "1969")]),
    ];

    [Fact]
    public void Words_and_value_go_together_and_spans_stay_on_their_words()
    {
        var swapper = new SlotSwapper(Utterances, 1);
        var random = new Xoshiro256(1);
        HashSet<string> texts = [];
        for (int i = 0; i < 100; i++)
        {
            Utterance swapped = swapper.Apply(Utterances[0], random);
            texts.Add(swapped.Text);
            Assert.Equal(0, swapped.Intent);
            Assert.Equal(2, swapped.Slots.Count);
            string artist = Words(swapped, Artist), year = Words(swapped, Year);
            Assert.Equal($"play {artist} from {year}", swapped.Text);
            Assert.Equal(artist, Value(swapped, Artist));
            Assert.Equal(year == "1969" ? "1969" : "1980", Value(swapped, Year));
        }

        Assert.Equal(4, texts.Count);
        Assert.Contains("play miles davis from 1969", texts);
    }

    [Fact]
    public void Without_a_share_nothing_changes_and_with_one_so_many_slots_do()
    {
        var random = new Xoshiro256(1);
        Assert.Same(Utterances[0], new SlotSwapper(Utterances, 0).Apply(Utterances[0], random));
        var half = new SlotSwapper(Utterances, 0.5);
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => half.Apply(Utterances[1], random).Text != Utterances[1].Text), 200, 300);
    }

    [Fact]
    public void Overlapping_slots_and_values_without_words_stay()
    {
        Utterance nested = new("hotter than nine", 0, [new(Artist, 0, 11, "hot"), new(Year, 0, 6, "x")]);
        Utterance implied = new("the latest", 0, [new(Year, -1, -1, "2026")]);
        var random = new Xoshiro256(1);
        var swapper = new SlotSwapper([.. Utterances, nested, implied], 1);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(nested.Text, swapper.Apply(nested, random).Text);
            Assert.Equal(implied.Text, swapper.Apply(implied, random).Text);
        }
    }

    private static string Words(Utterance utterance, int slot)
    {
        LabelledSlot label = utterance.Slots.Single(label => label.Slot == slot);
        return utterance.Text[label.Start..label.End];
    }

    private static string Value(Utterance utterance, int slot) => utterance.Slots.Single(label => label.Slot == slot).Value;
}
