using ModelPacker.Core.Model;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.Pruning;

namespace ModelPacker.Training.Tests.Pruning;

public sealed class ImportanceMeterTests(TrainedSmall trained) : IClassFixture<TrainedSmall>
{
    [Fact]
    public void The_order_of_channels_and_heads_is_that_of_taking_each_out()
    {
        ModelWeights weights = trained.Checkpoint.Weights;
        var network = new CommandNetwork(weights);
        double loss = trained.Calibration.Loss(network);
        var (measured, ablated) = (new List<double>(), new List<double>());
        for (int layer = 0; layer < weights.Config.Layers; layer++)
        {
            for (int channel = 0; channel < weights.Config.Hidden; channel++)
            {
                measured.Add(trained.Importance.Channels[layer][channel]);
                ablated.Add(Math.Abs(LossWithout(weights.Layers[layer].Down, channel, 1) - loss));
            }
        }
        double channels = RankCorrelation(measured, ablated);
        measured.Clear();
        ablated.Clear();
        int width = weights.Config.QueryWidth / weights.Config.KvHeads;
        for (int layer = 0; layer < weights.Config.Layers; layer++)
        {
            for (int group = 0; group < weights.Config.KvHeads; group++)
            {
                measured.Add(trained.Importance.Groups[layer][group]);
                ablated.Add(Math.Abs(LossWithout(weights.Layers[layer].Output, group * width, width) - loss));
            }
        }
        double heads = RankCorrelation(measured, ablated);
        Assert.True(channels > 0.7 && heads > 0.5, $"channels {channels}, heads {heads}");

        double LossWithout(WeightTensor tensor, int first, int count)
        {
            float[] before = [.. tensor.Values];
            for (int row = 0; row < tensor.Rows; row++) tensor.Row(row).Slice(first, count).Clear();
            double result = trained.Calibration.Loss(network);
            before.CopyTo(tensor.Values, 0);
            return result;
        }
    }

    [Fact]
    public void A_layer_is_worth_what_the_model_loses_without_it()
    {
        for (int layer = 0; layer < 3; layer++)
        {
            double[] others = [.. Enumerable.Range(0, 3).Select(other => other == layer ? 0.0 : 1)];
            Checkpoint without = StructuredPruner.Prune(trained.Checkpoint, trained.Importance with { Layers = others }, new PruneTarget(Layers: 2).Of(trained.Checkpoint));
            Assert.Equal(trained.Loss(without) - trained.Loss(trained.Checkpoint), trained.Importance.Layers[layer], 5);
        }
    }

    [Fact]
    public void Rows_that_no_text_uses_are_worth_nothing_and_the_others_something()
    {
        var used = new bool[trained.Checkpoint.Config.NgramRows];
        var texts = new Training.Examples.TextEncoder(trained.Checkpoint.Pieces, 32, used.Length);
        foreach (var example in trained.Examples)
        {
            foreach (int row in texts.Encode(example.Text)!.NgramRows) used[row] = true;
        }
        Assert.Contains(false, used);
        Assert.Equal(used, trained.Importance.NgramRows.Select(worth => worth > 0));
        Assert.True(trained.Importance.Pieces[Checkpoint.EndPiece] > 0);
    }

    [Fact]
    public void Measuring_changes_no_weight()
    {
        byte[] before = CheckpointFile.Write(trained.Checkpoint);
        ImportanceMeter.Measure(trained.Checkpoint.Weights, trained.Calibration);
        Assert.Equal(before, CheckpointFile.Write(trained.Checkpoint));
    }

    [Fact]
    public void Observed_gradients_agree_with_those_of_the_weights_behind_them()
    {
        // Scaling a channel's output by s is scaling its column of the matrix behind it: both derivatives by s must agree.
        var network = new CommandNetwork(trained.Checkpoint.Weights);
        RaggedBatch batch = Batches.Ragged();
        var activations = new Recorder();
        var gradients = new Recorder();
        network.Forward(batch, observer: activations);
        var random = (Sentence: new Matrix(network.SentenceLogits.Columns, batch.Sentences), Tags: new Matrix(network.TagLogits.Columns, batch.Words));
        GradientCheck.Fill(random.Sentence.Values, 1);
        GradientCheck.Fill(random.Tags.Values, 2);
        network.Backward(batch, random.Sentence, random.Tags, gradients);
        for (int layer = 0; layer < 3; layer++)
        {
            Compare(ActivationKind.Hidden, layer, "down");
            Compare(ActivationKind.Attention, layer, "o");
        }
        float[] embedded = gradients.Seen[(ActivationKind.Residual, -1)];
        float[] table = network.Parameters.Single(parameter => parameter.Tensor.Name == "piece_embedding").Gradient;
        int dim = network.Weights.Config.Dim;
        for (int i = 0; i < dim; i++)
        {
            double sum = Enumerable.Range(0, batch.Tokens).Where(token => batch.Pieces[token] == 5).Sum(token => embedded[(token * dim) + i]);
            Assert.Equal(sum, table[(5 * dim) + i], 1e-4);
        }

        void Compare(ActivationKind kind, int layer, string matrix)
        {
            var parameter = network.Parameters.Single(p => p.Tensor.Name == $"layers.{layer}.{matrix}");
            (float[] a, float[] g, int columns) = (activations.Seen[(kind, layer)], gradients.Seen[(kind, layer)], parameter.Tensor.Columns);
            for (int column = 0; column < columns; column++)
            {
                double seen = Enumerable.Range(0, batch.Tokens).Sum(token => (double)a[(token * columns) + column] * g[(token * columns) + column]);
                double wanted = Enumerable.Range(0, parameter.Tensor.Rows)
                    .Sum(row => (double)parameter.Values[(row * columns) + column] * parameter.Gradient[(row * columns) + column]);
                Assert.Equal(wanted, seen, 1e-3 * (1 + Math.Abs(wanted)));
            }
        }
    }

    [Fact]
    public void No_example_to_measure_on_is_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => new CalibrationSet(trained.Checkpoint, [], new LossWeights())).Message;
        Assert.Contains("give some", message, StringComparison.Ordinal);
    }

    /// <summary>Spearman's.</summary>
    private static double RankCorrelation(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        double[] Ranks(IReadOnlyList<double> values)
        {
            var ranks = new double[values.Count];
            int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
            for (int i = 0; i < order.Length; i++) ranks[order[i]] = i - ((order.Length - 1) / 2.0);
            return ranks;
        }
        (double[] a, double[] b) = (Ranks(x), Ranks(y));
        return a.Zip(b, (p, q) => p * q).Sum() / a.Sum(p => p * p);
    }

    private sealed class Recorder : IActivationObserver
    {
        public Dictionary<(ActivationKind Kind, int Layer), float[]> Seen { get; } = [];

        public void Observe(ActivationKind kind, int layer, ReadOnlySpan<float> values) => Seen[(kind, layer)] = values.ToArray();
    }
}
