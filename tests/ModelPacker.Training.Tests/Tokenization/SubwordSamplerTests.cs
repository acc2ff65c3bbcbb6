using CsCheck;
using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Tests.Tokenization;

public sealed class SubwordSamplerTests
{
    private static readonly IReadOnlyList<string> Pieces = PieceTrainer.Train(
        new Dictionary<string, long> { ["light"] = 90, ["lights"] = 60, ["turn"] = 80, ["kitchen"] = 70, ["kitten"] = 3, ["on"] = 9, ["off"] = 9 }, 120);

    private static readonly Gen<string> Texts = Gen.Char["lightsturnkenofc42 жé!"].Array[0, 30].Select(characters => new string(characters));

    [Fact]
    public void Without_skipping_it_splits_as_the_firmware_does()
    {
        var encoder = new TextEncoder(Pieces, 64, 50);
        var random = new Xoshiro256(1);
        Texts.Sample(text =>
        {
            TokenizedText firmware = encoder.Encode(text)!, sampled = encoder.Sample(text, 0, 0, random)!;
            Assert.Equal(firmware.Pieces, sampled.Pieces);
            Assert.Equal(firmware.WordTokens, sampled.WordTokens);
            Assert.Equal(firmware.NgramRows, sampled.NgramRows);
            Assert.Equal(firmware.NgramOffsets, sampled.NgramOffsets);
        }, threads: 1);
    }

    [Fact]
    public void Skipping_gives_other_pieces_of_the_same_word()
    {
        var sampler = new SubwordSampler(Pieces);
        var random = new Xoshiro256(2);
        var ways = new HashSet<string>();
        for (int i = 0; i < 200; i++)
        {
            var pieces = new List<ushort>();
            sampler.Split(" kitchen", 0.5, random, pieces);
            Assert.Equal(" kitchen", string.Concat(pieces.Select(piece => Pieces[piece])));
            ways.Add(string.Join('|', pieces));
        }
        Assert.InRange(ways.Count, 5, 200);
    }

    [Fact]
    public void A_word_read_as_unknown_is_one_piece_and_keeps_its_ngrams()
    {
        var encoder = new TextEncoder(Pieces, 64, 50);
        TokenizedText known = encoder.Encode("turn on lightson")!, unknown = encoder.Sample("turn on lightson", 0, 1, new Xoshiro256(1))!;
        Assert.Equal([Checkpoint.UnknownPiece, Checkpoint.UnknownPiece, Checkpoint.UnknownPiece, Checkpoint.EndPiece], unknown.Pieces.Select(piece => (int)piece));
        Assert.Equal([0, 1, 2], unknown.WordTokens);
        Assert.Equal(known.NgramRows, unknown.NgramRows);
    }

    [Fact]
    public void Too_long_a_text_is_refused_by_both_ways()
    {
        var encoder = new TextEncoder(Pieces, 5, 0);
        Assert.NotNull(encoder.Encode("turn on light off"));
        Assert.Null(encoder.Encode("turn on light off on"));
        Assert.NotNull(encoder.Sample("turn on light off", 0, 0, new Xoshiro256(1)));
        Assert.Null(encoder.Sample("turn on light off on", 0, 0, new Xoshiro256(1)));
    }
}
