using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Training.Examples;
using ModelPacker.Training.Network;
using ModelPacker.Training.Pruning;
using ModelPacker.Training.Tokenization;

namespace ModelPacker.Training.Tests.Pruning;

public sealed class StructuredPrunerTests(TrainedSmall trained) : IClassFixture<TrainedSmall>
{
    private static readonly Utterance[] Examples = [.. new SmallSchema(60).Epoch(3)];

    [Theory]
    [InlineData(4, 4, false)]
    [InlineData(4, 2, true)]
    [InlineData(2, 1, false)]
    public void Parts_without_effect_are_found_and_taken_out_and_the_logits_stay(int heads, int kvHeads, bool causal)
    {
        Checkpoint small = Random(heads, kvHeads, causal), large = DeadParts.AddTo(small, 31);
        AssertSameLogits(small, large);
        Importance importance = ImportanceMeter.Measure(large.Weights, new CalibrationSet(large, Examples, new LossWeights()));
        importance = importance with { Layers = [.. importance.Layers.Select(Math.Abs)] }; // an untrained model may do better without a layer
        Checkpoint pruned = StructuredPruner.Prune(large, importance, small.Config);
        AssertSameLogits(small, pruned);
    }

    [Fact]
    public void A_model_pruned_to_its_own_shape_is_the_same()
    {
        Checkpoint same = StructuredPruner.Prune(trained.Checkpoint, trained.Importance, trained.Checkpoint.Config);
        Assert.Equal(CheckpointFile.Write(trained.Checkpoint), CheckpointFile.Write(same));
    }

    [Fact]
    public void What_is_kept_is_worth_more_than_what_goes()
    {
        foreach (PruneTarget target in new PruneTarget[] { new(Heads: 2), new(Hidden: 16), new(Layers: 2), new(Pieces: 110) })
        {
            double best = Loss(target, trained.Importance), worst = Loss(target, Reversed(trained.Importance));
            Assert.True(best < worst, $"{target}: {best} when the important stay, {worst} when the others do");
        }
    }

    [Fact]
    public void The_more_goes_the_more_is_lost()
    {
        double[] losses = [.. new[] { 48, 24, 12, 4 }.Select(hidden => Loss(new PruneTarget(Hidden: hidden), trained.Importance))];
        Assert.Equal(losses.Order(), losses);
        Assert.True(losses[^1] > losses[0] + 0.01, string.Join(' ', losses));
    }

    [Fact]
    public void Merged_ngram_rows_are_the_mean_weighted_by_importance_of_those_that_the_hash_maps_there()
    {
        double[] importance = [.. Enumerable.Range(0, 96).Select(row => row < 3 ? 0 : row % 3)];
        Checkpoint source = trained.Checkpoint;
        Checkpoint pruned = StructuredPruner.Prune(source, trained.Importance with { NgramRows = importance }, new PruneTarget(NgramRows: 32).Of(source));
        float[] Row(int row) => source.Weights.NgramEmbedding.Row(row).ToArray();
        Assert.Equal(Mean([Row(0), Row(1), Row(2)], [1, 1, 1]), pruned.Weights.NgramEmbedding.Row(0).ToArray(), Close);
        Assert.Equal(Mean([Row(3), Row(4), Row(5)], [0, 1, 2]), pruned.Weights.NgramEmbedding.Row(1).ToArray(), Close);
        var (large, few) = (new TextEncoder(source.Pieces, 32, 96), new TextEncoder(source.Pieces, 32, 32));
        foreach (Utterance example in Examples)
        {
            Assert.Equal(large.Encode(example.Text)!.NgramRows.Select(row => row / 3), few.Encode(example.Text)!.NgramRows);
        }
    }

    [Fact]
    public void Words_split_into_the_pieces_that_remain()
    {
        Checkpoint source = trained.Checkpoint;
        int needed = Enumerable.Range(0, source.Pieces.Count).Count(piece => StructuredPruner.IsNeeded(source.Pieces, piece));
        Checkpoint pruned = StructuredPruner.Prune(source, trained.Importance, new PruneTarget(Pieces: needed + 2).Of(source));
        Assert.Equal(needed + 2, pruned.Pieces.Count);
        Assert.Equal(source.Pieces.Take(2), pruned.Pieces.Take(2));
        var (before, after) = (new TextEncoder(source.Pieces, 32, 96), new TextEncoder(pruned.Pieces, 64, 96));
        Assert.All(Examples, example =>
        {
            ushort[] pieces = after.Encode(example.Text)!.Pieces;
            Assert.DoesNotContain((ushort)Checkpoint.UnknownPiece, pieces);
            Assert.Equal(Joined(source, before.Encode(example.Text)!.Pieces), Joined(pruned, pieces));
        });
    }

    [Theory]
    [InlineData(3, null, null, null, null, "keep a multiple of 2")]
    [InlineData(6, null, null, null, null, "6 heads cannot be had from this model; choose 1..4")]
    [InlineData(null, 22, null, null, null, "hidden")]
    [InlineData(null, 52, null, null, null, "choose 4..48")]
    [InlineData(null, null, 0, null, null, "choose 1..3")]
    [InlineData(null, null, null, 45, null, "choose a divisor, such as 48")]
    [InlineData(null, null, null, null, 50, "50 pieces cannot be had from this model")]
    public void A_target_that_cannot_be_had_is_refused_with_what_can(int? heads, int? hidden, int? layers, int? ngramRows, int? pieces, string message)
    {
        var target = new PruneTarget(heads, hidden, layers, ngramRows, pieces);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => target.Of(trained.Checkpoint)).Message, StringComparison.Ordinal);
    }

    private double Loss(PruneTarget target, Importance importance) =>
        trained.Loss(StructuredPruner.Prune(trained.Checkpoint, importance, target.Of(trained.Checkpoint)));

    private static Importance Reversed(Importance importance)
    {
        double[] Turn(double[] scores) => [.. scores.Select(score => -score)];
        return new Importance(
            [.. importance.Groups.Select(Turn)], [.. importance.Channels.Select(Turn)], Turn(importance.Layers), Turn(importance.Pieces), Turn(importance.NgramRows));
    }

    private static float[] Mean(float[][] rows, float[] weights) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Zip(weights, (row, weight) => row[i] * weight).Sum() / weights.Sum())];

    private static bool Close(float x, float y) => Math.Abs(x - y) < 1e-5f;

    private static string Joined(Checkpoint checkpoint, ushort[] pieces) => string.Concat(pieces.Select(piece => checkpoint.Pieces[piece]));

    private static void AssertSameLogits(Checkpoint expected, Checkpoint actual)
    {
        var (first, second) = (new FloatModel(expected), new FloatModel(actual));
        foreach (Utterance example in Examples)
        {
            var (wanted, got) = (first.Run(example.Text)!, second.Run(example.Text)!);
            foreach ((short x, short y) in wanted.Sentence.Concat(wanted.Tags).Zip(got.Sentence.Concat(got.Tags))) Assert.InRange(x - y, -1, 1); // 256ths
        }
    }

    private static Checkpoint Random(int heads, int kvHeads, bool causal)
    {
        IReadOnlyList<string> pieces = PieceTrainer.Train(new Dictionary<string, long> { ["light"] = 9, ["turn"] = 9, ["kitchen"] = 4 }, 100);
        var weights = new ModelWeights(new ModelConfig(
            32, 2, heads, kvHeads, 8, 20, 32, causal, pieces.Count, 24, SmallSchema.Schema.SentenceOutputs, SmallSchema.Schema.TagOutputs, Transitions: true));
        ulong seed = 5;
        foreach (WeightTensor tensor in weights.Tensors) GradientCheck.Fill(tensor.Values, seed++, 0.3f);
        return new Checkpoint(weights, pieces, SmallSchema.Schema, new Dictionary<string, string>());
    }
}
