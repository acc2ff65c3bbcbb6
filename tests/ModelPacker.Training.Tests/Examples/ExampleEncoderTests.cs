using ModelPacker.Core.Corpora;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Tests.Examples;

public sealed class ExampleEncoderTests
{
    private readonly ExampleEncoder _encoder = new(
        SmallSchema.Schema, new TextEncoder(PieceTrainer.Train(new Dictionary<string, long> { ["light"] = 5 }, 100), 40, 0));

    [Fact]
    public void A_span_in_UTF16_units_becomes_tags_of_the_words_that_it_touches()
    {
        const string Text = "Café 😀: set to twenty-five %, please";
        int start = Text.IndexOf("twenty", StringComparison.Ordinal);
        TrainingExample example = _encoder.Encode(new Utterance(Text, 1, [new LabelledSlot(SmallSchema.Level, start, start + "twenty-five %".Length, "25")]))!;
        Assert.Equal([0, 0, 0, 1, 2, 2, 0], example.Tags); // cafe set to twenty five % please
        Assert.Equal([2, 0], example.Groups);
    }

    [Fact]
    public void A_list_value_becomes_its_number_and_needs_no_span()
    {
        TrainingExample example = _encoder.Encode(new Utterance("light up the attic", 0, [new LabelledSlot(SmallSchema.Area, -1, -1, "attic")]))!;
        Assert.Equal([1, 2], example.Groups);
        Assert.All(example.Tags, tag => Assert.Equal(0, tag));
    }

    [Fact]
    public void Out_of_scope_trains_the_intent_alone()
    {
        TrainingExample example = _encoder.Encode(new Utterance("attic stories", -1, []))!;
        Assert.Equal([0, CrossEntropy.Ignored], example.Groups);
        Assert.Equal([CrossEntropy.Ignored, CrossEntropy.Ignored], example.Tags);
    }

    [Fact]
    public void A_value_that_the_slot_does_not_have_is_named()
    {
        string message = Assert.Throws<ArgumentException>(() => _encoder.Encode(new Utterance("x", 0, [new LabelledSlot(SmallSchema.Area, -1, -1, "cellar")]))).Message;
        Assert.Contains("area has no value 'cellar'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_words_first_token_carries_its_rows()
    {
        var texts = new TextEncoder(PieceTrainer.Train(new Dictionary<string, long> { ["light"] = 5 }, 100), 40, 30);
        TokenizedText text = texts.Encode("light x")!;
        var batch = new RaggedBatch();
        batch.Add(text, word => word == 1);
        batch.Add(text, _ => true);
        Assert.Equal([0, text.WordTokens[1], text.Pieces.Length, text.Pieces.Length + text.WordTokens[1]], batch.WordTokens.ToArray());
        Assert.Equal(0, batch.NgramsOf(0).Length);
        Assert.Equal(2, batch.NgramsOf(batch.WordTokens[1]).Length);
        Assert.Equal(10, batch.NgramsOf(batch.WordTokens[2]).Length);
        Assert.Equal(Enumerable.Range(0, text.Pieces.Length), batch.Positions[text.Pieces.Length..].ToArray());
    }
}
