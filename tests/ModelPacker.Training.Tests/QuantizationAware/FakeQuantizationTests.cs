using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Tests.QuantizationAware;

public sealed class FakeQuantizationTests
{
    private static readonly ModelConfig Config = new(64, 2, 4, 2, 16, 96, 8, false, 6, 5, 9, 3);
    private static readonly OutputGroup[] Groups = [new(0, 3), new(3, 2), new(5, 4)];

    private static readonly TrainingExample[] Examples =
    [
        new(Batches.Texts[0], [1, 0, 3], [0, 1, 2]),
        new(Batches.Texts[1], [0, 1, 2], []),
        new(Batches.Texts[2], [2, 1, 0], [1]),
    ];

    private readonly ModelWeights _weights = FoldedNorms.Fold(Random());

    [Fact]
    public void Folding_the_norms_changes_nothing_that_the_model_says()
    {
        ModelWeights weights = Random();
        Assert.False(FoldedNorms.IsFolded(weights));
        Assert.True(FoldedNorms.IsFolded(_weights));
        (float[] before, float[] after) = (Logits(weights, null), Logits(_weights, null));
        for (int i = 0; i < before.Length; i++) Assert.Equal(before[i], after[i], 1e-4f);
    }

    [Fact]
    public void Norms_that_are_not_folded_are_refused() =>
        Assert.Contains("folded", Assert.Throws<ArgumentException>(() => new CommandNetwork(Random(), plan: Plan(WeightFormat.Int8))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(8, 8, 0)]
    [InlineData(4, 8, 0)]
    [InlineData(4, 4, 32)]
    public void Gradients_through_rounding_point_where_those_of_the_float_model_do(int matrixBits, int embeddingBits, int group)
    {
        QuantizationPlan plan = Plan(new WeightFormat(matrixBits, embeddingBits, group));
        var plain = new CommandNetwork(Dequantised(plan));
        var rounded = new CommandNetwork(_weights, plan: plan);
        Differentiate(plain);
        Differentiate(rounded);
        foreach ((Parameter one, Parameter other) in plain.Parameters.Zip(rounded.Parameters))
        {
            if (one.Tensor.Name.EndsWith("norm", StringComparison.Ordinal))
            {
                Assert.All(other.Gradient, slope => Assert.Equal(0, slope));
                continue;
            }
            double dot = VectorMath.Dot(one.Gradient, other.Gradient);
            double cosine = dot / Math.Sqrt((double)VectorMath.Dot(one.Gradient, one.Gradient) * VectorMath.Dot(other.Gradient, other.Gradient));
            Assert.True(cosine > 0.95, $"{one.Tensor.Name}: cosine {cosine:f4}");
        }
    }

    [Theory]
    [InlineData(8, 8, 0)]
    [InlineData(4, 4, 32)]
    public void Weights_are_rounded_anew_in_training_and_when_asked(int matrixBits, int embeddingBits, int group)
    {
        QuantizationPlan plan = Plan(new WeightFormat(matrixBits, embeddingBits, group));
        var network = new CommandNetwork(_weights, plan: plan);
        RaggedBatch batch = Batches.Ragged();
        network.Forward(batch);
        float[] before = network.SentenceLogits.Values.ToArray();
        foreach (Parameter parameter in network.Parameters)
        {
            if (!parameter.Tensor.Name.EndsWith("norm", StringComparison.Ordinal)) GradientCheck.Fill(parameter.Values, 99, 0.2f);
        }
        network.Forward(batch);
        Assert.Equal(before, network.SentenceLogits.Values.ToArray());
        network.Forward(batch, seed: 1);
        float[] trained = network.SentenceLogits.Values.ToArray();
        Assert.NotEqual(before, trained);
        Assert.Equal(Logits(_weights, plan), trained);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Saturated_weights_get_no_gradient(int group)
    {
        LayerWeights layer = _weights.Layers[0];
        QuantizationPlan plan = Plan(new WeightFormat(4, 8, group));

        // One outlier among many small weights: the least error saturates it.
        for (int i = 0; i < Config.Dim; i++) layer.Gate.Row(0)[i] = i % 2 == 0 ? -0.1f : 0.1f;
        layer.Gate.Row(0)[5] = 0.27f;
        var network = new CommandNetwork(_weights, plan: plan);
        Differentiate(network);
        float[] gradient = network.Parameters.Single(parameter => parameter.Tensor == layer.Gate).Gradient;
        QuantizedMatrix integers = LayerQuantizer.Matrices(_weights, plan, 0).Gate.Quantize();
        Assert.Equal(7, integers.Weights[5]);
        Assert.Equal(0, gradient[5]);
        Assert.NotEqual(0, gradient[4]);
    }

    /// <summary>What the integers stand for.</summary>
    private ModelWeights Dequantised(QuantizationPlan plan)
    {
        var weights = new ModelWeights(Config);
        weights.CopyFrom(_weights);
        Read(weights.PieceEmbedding, plan.Pieces);
        Read(weights.NgramEmbedding, plan.Ngrams);
        for (int i = 0; i < Config.Layers; i++)
        {
            LayerMatrices layer = LayerQuantizer.Matrices(weights, plan, i);
            foreach (MatrixPlan matrix in new[] { layer.Query, layer.Key, layer.Value, layer.Output, layer.Gate, layer.Up, layer.Down })
            {
                QuantizedMatrix integers = matrix.Quantize();
                for (int at = 0; at < integers.Weights.Length; at++)
                {
                    (int row, int column) = (at / integers.Columns, at % integers.Columns);
                    double step = new QuantizedMultiplier(integers.Multipliers[row], integers.Shifts[row]).Real * matrix.OutputStep / matrix.InputStep;
                    matrix.Weights.Values[at] = (float)(integers.Weights[at] * integers.Unit(row, column) * step);
                }
            }
        }
        return weights;

        void Read(WeightTensor table, double step)
        {
            QuantizedTable integers = TableQuantizer.Quantize(table, step, plan.Format.EmbeddingBits);
            for (int at = 0; at < table.Values.Length; at++)
            {
                int scale = integers.Bits == 8 ? 1 : integers.Scales[at / table.Columns];
                table.Values[at] = (float)(integers.Codes[at] * scale * step);
            }
        }
    }

    private QuantizationPlan Plan(WeightFormat format)
    {
        var ranges = new ActivationRanges(_weights);
        new CommandNetwork(_weights).Forward(Batches.Ragged(), observer: ranges);
        return PlanBuilder.Build(_weights, ranges, format, new RangeMethod(Percentile: 100));
    }

    private static float[] Logits(ModelWeights weights, QuantizationPlan? plan)
    {
        var network = new CommandNetwork(weights, plan: plan);
        network.Forward(Batches.Ragged());
        return network.SentenceLogits.Values.ToArray();
    }

    private static void Differentiate(CommandNetwork network)
    {
        var loss = new CommandLoss(Groups, new LossWeights());
        RaggedBatch batch = Batches.Ragged();
        network.Forward(batch, seed: 3);
        loss.Compute(network, Examples);
        network.Backward(batch, loss.SentenceGradient, loss.TagGradient);
    }

    private static ModelWeights Random()
    {
        var weights = new ModelWeights(Config);
        ulong seed = 1;
        foreach (WeightTensor tensor in weights.Tensors) GradientCheck.Fill(tensor.Values, seed++, tensor == weights.NgramEmbedding ? 0.02f : 0.2f); // n-gram rows add up
        foreach (WeightTensor norm in weights.Tensors.Where(tensor => tensor.Name.EndsWith("norm", StringComparison.Ordinal)))
        {
            for (int i = 0; i < norm.Values.Length; i++) norm.Values[i] = 1 + norm.Values[i];
        }
        return weights;
    }
}
