using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Model;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;
using ModelPacker.Training.Optimization;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Tests;

public sealed class FloatModelTests
{
    private static readonly Checkpoint Sample = Untrained();

    [Fact]
    public void Logits_are_those_of_the_network_in_256ths()
    {
        var model = new FloatModel(Sample);
        Logits logits = model.Run("Turn ON the light!")!;
        Assert.Equal(4, model.Words.WordCount);
        Assert.Equal(SmallSchema.Schema.SentenceOutputs, logits.Sentence.Length);
        Assert.Equal(4 * SmallSchema.Schema.TagOutputs, logits.Tags.Length);
        var network = new CommandNetwork(Sample.Weights);
        var batch = new RaggedBatch();
        batch.Add(new TextEncoder(Sample.Pieces, 24, 32).Encode("turn on the light")!, _ => true);
        network.Forward(batch);
        for (int i = 0; i < logits.Sentence.Length; i++) Assert.Equal(network.SentenceLogits.Values[i] * 256, logits.Sentence[i], 0.51f);
        for (int i = 0; i < logits.Tags.Length; i++) Assert.Equal(network.TagLogits.Values[i] * 256, logits.Tags[i], 0.51f);
    }

    [Fact]
    public void Too_long_a_text_has_no_logits_and_an_empty_one_has_no_tags()
    {
        var model = new FloatModel(Sample);
        Assert.Null(model.Run(string.Concat(Enumerable.Repeat("word ", 30))));
        Assert.Empty(model.Run("!")!.Tags);
    }

    [Fact]
    public void An_observer_sees_every_activation_of_every_layer_once()
    {
        var observer = new Recorder();
        int tokens = new TextEncoder(Sample.Pieces, 24, 32).Encode("turn on the light")!.Pieces.Length;
        new FloatModel(Sample).Run("turn on the light", observer);
        ModelConfig config = Sample.Config;
        int dim = tokens * config.Dim, query = tokens * config.QueryWidth, keyValue = tokens * config.KvWidth, hidden = tokens * config.Hidden;
        var layer = new Dictionary<ActivationKind, int[]>
        {
            [ActivationKind.Residual] = [dim, dim],
            [ActivationKind.AttentionNorm] = [dim],
            [ActivationKind.Query] = [query],
            [ActivationKind.Key] = [keyValue],
            [ActivationKind.RotatedQuery] = [query],
            [ActivationKind.RotatedKey] = [keyValue],
            [ActivationKind.Value] = [keyValue],
            [ActivationKind.Attention] = [query],
            [ActivationKind.FfnNorm] = [dim],
            [ActivationKind.Gate] = [hidden],
            [ActivationKind.Up] = [hidden],
            [ActivationKind.Hidden] = [hidden],
        };
        for (int i = 0; i < config.Layers; i++)
        {
            foreach ((ActivationKind kind, int[] lengths) in layer) Assert.Equal(lengths, observer.Lengths[(kind, i)]);
        }
        Assert.Equal([dim], observer.Lengths[(ActivationKind.Residual, -1)]);
        Assert.Equal([dim], observer.Lengths[(ActivationKind.FinalNorm, -1)]);
        Assert.Equal([config.Dim], observer.Lengths[(ActivationKind.Pooled, -1)]);
        Assert.Equal((layer.Count * config.Layers) + 3, observer.Lengths.Count);
    }

    private static Checkpoint Untrained()
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(new Dictionary<string, long> { ["light"] = 9, ["turn"] = 9 }, 100);
        var config = new ModelConfig(16, 2, 4, 2, 4, 20, 24, false, pieces.Count, 32, SmallSchema.Schema.SentenceOutputs, SmallSchema.Schema.TagOutputs);
        var weights = new ModelWeights(config);
        WeightInitializer.Fill(weights, 3);
        return new Checkpoint(weights, pieces, SmallSchema.Schema, new Dictionary<string, string>());
    }

    private sealed class Recorder : IActivationObserver
    {
        public Dictionary<(ActivationKind, int), List<int>> Lengths { get; } = [];

        public void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values)
        {
            Assert.True(float.IsFinite(values[^1]));
            if (!Lengths.TryGetValue((kind, layer), out List<int>? lengths)) Lengths.Add((kind, layer), lengths = []);
            lengths.Add(values.Length);
        }
    }
}
