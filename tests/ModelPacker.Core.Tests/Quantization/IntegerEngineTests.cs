using System.Text;
using CsCheck;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using NanoLm.Kernels.Boards;

namespace ModelPacker.Core.Tests.Quantization;

/// <summary>Whole quantised models on the integer kernels against the float model.</summary>
public class IntegerEngineTests
{
    private const int Prompts = 24;

    [Theory]
    [InlineData(64, 2, 4, 4, 16, 168, 997, false)]
    [InlineData(64, 3, 4, 2, 16, 128, 0, false)]
    [InlineData(48, 2, 6, 1, 8, 84, 64, true)]
    [InlineData(20, 1, 1, 1, 12, 36, 31, false)]
    [InlineData(128, 2, 2, 2, 64, 344, 4096, false)]
    public void LogitsAreCloseToTheFloatModels(int dim, int layers, int heads, int kvHeads, int headDim, int hidden, int ngramRows,
        bool causal)
    {
        var config = new ModelConfig(dim, layers, heads, kvHeads, headDim, hidden, 24, causal, 50, ngramRows, 11, 7);
        (double sentence, double tags) = Compare(config, 7);
        TestContext.Current.TestOutputHelper?.WriteLine($"cosine of sentence logits {sentence:f5}, of tag logits {tags:f5}");
        Assert.InRange(sentence, 0.998, 1);
        Assert.InRange(tags, 0.998, 1);
    }

    // Random weights are the worst case of 16 steps; per channel they cost more than in groups.
    [Theory]
    [InlineData(4, 8, 0, 0.93)]
    [InlineData(4, 8, 32, 0.95)]
    [InlineData(8, 4, 0, 0.98)]
    [InlineData(4, 4, 16, 0.95)]
    public void Int4IsCloseToTheFloatModels(int matrixBits, int embeddingBits, int group, double cosine)
    {
        var config = new ModelConfig(64, 2, 4, 4, 16, 168, 24, false, 50, 997, 11, 7);
        (double sentence, double tags) = Compare(config, 7, new WeightFormat(matrixBits, embeddingBits, group));
        TestContext.Current.TestOutputHelper?.WriteLine($"cosine of sentence logits {sentence:f5}, of tag logits {tags:f5}");
        Assert.InRange(sentence, cosine, 1);
        Assert.InRange(tags, cosine, 1);
    }

    [Fact]
    public void AnyShapeIsAcceptedAndClose() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 6], Gen.Int[1, 20], Gen.Int[0, 1],
            Gen.Int[0, 10000]).Sample(
            (dim, layers, kvHeads, group, headDim, hidden, causal, seed) =>
            {
                var config = new ModelConfig(4 * dim, layers, kvHeads * group, kvHeads, 4 * headDim, 4 * hidden, 24, causal == 1, 50,
                    seed % 90, 1 + seed % 9, 1 + seed % 5);
                (double sentence, double tags) = Compare(config, seed);
                Assert.True(sentence > 0.9 && tags > 0.9, $"{config}: cosines {sentence:f3} and {tags:f3}");
            },
            iter: 24);

    private static (double Sentence, double Tags) Compare(ModelConfig config, int seed, WeightFormat? format = null)
    {
        var random = new Random(seed);
        ModelWeights weights = RandomModel.Weights(config, seed);
        var ranges = new ActivationRanges(weights);
        var reference = new FloatReference(weights, ranges);
        var prompts = new (int[] Pieces, byte[][] Words)[Prompts];
        var expected = new (float[] Sentence, float[][] Tags)[Prompts];
        for (int i = 0; i < Prompts; i++)
        {
            int tokens = random.Next(1, config.MaxTokens + 1);
            prompts[i] = ([.. Enumerable.Range(0, tokens).Select(_ => random.Next(config.Pieces))],
                [.. Enumerable.Range(0, tokens).Select(_ => Encoding.ASCII.GetBytes("word" + random.Next(100)))]);
            expected[i] = reference.Run(prompts[i].Pieces, prompts[i].Words);
        }

        byte[] image = new ModelImage(new ImageHeader(), Quantizer.Quantize(weights, PlanBuilder.Build(weights, ranges, format)), null, null, null, [], "").Write();
        Assert.Equal(config, ImageReader.Open(image).Config);
        using var board = new HostBoard();
        board.Load(0, image);
        int model = board.ModelOpen(0);
        Assert.True(model >= 0, $"nlm_model_open: {model}");
        int session = board.SessionOpen(model);
        var sentence = new Cosine();
        var tags = new Cosine();
        for (int i = 0; i < Prompts; i++)
        {
            (short[] actualSentence, short[] actualTags) = Run(board, session, config, prompts[i].Pieces, prompts[i].Words);
            sentence.Add(expected[i].Sentence, actualSentence);
            tags.Add([.. expected[i].Tags.SelectMany(row => row)], actualTags);
        }

        return (sentence.Value, tags.Value);
    }

    private static (short[] Sentence, short[] Tags) Run(HostBoard board, int session, ModelConfig config, int[] pieces, byte[][] words)
    {
        var tokens = new ushort[3 * pieces.Length];
        int at = 0;
        for (int t = 0; t < pieces.Length; t++)
        {
            (tokens[3 * t], tokens[3 * t + 1], tokens[3 * t + 2]) = ((ushort)pieces[t], (ushort)at, (ushort)words[t].Length);
            at += words[t].Length;
        }

        Assert.Equal(0, board.Rewind(session, 0));
        Assert.Equal(0, board.Begin(session, tokens, [.. words.SelectMany(word => word)]));
        int status;
        while ((status = board.Advance(session)) == 1)
        {
        }

        Assert.Equal(0, status);
        var sentence = new short[config.SentenceOutputs];
        var tags = new short[pieces.Length * config.TagOutputs];
        Assert.Equal(0, board.ReadSentence(session, sentence));
        Assert.Equal(0, board.ReadTags(session, [.. Enumerable.Range(0, pieces.Length).Select(t => (ushort)t)], tags));
        return (sentence, tags);
    }

    private sealed class Cosine
    {
        private double product;
        private double expectedSquares;
        private double actualSquares;

        public double Value => product / Math.Sqrt(expectedSquares * actualSquares);

        public void Add(float[] expected, short[] actual)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                double nats = actual[i] / 256.0;
                product += expected[i] * nats;
                expectedSquares += expected[i] * expected[i];
                actualSquares += nats * nats;
            }
        }
    }
}
