using ModelPacker.Core.Model;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.Layers;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Tests.Network;

public sealed class NetworkGradientTests
{
    private static readonly OutputGroup[] Groups = [new(0, 3), new(3, 2), new(5, 4)];

    private static readonly TrainingExample[] Examples =
    [
        new(Batches.Texts[0], [1, 0, 3], [0, 1, 2]),
        new(Batches.Texts[1], [0, CrossEntropy.Ignored, CrossEntropy.Ignored], []),
        new(Batches.Texts[2], [2, 1, CrossEntropy.Ignored], [CrossEntropy.Ignored]),
    ];

    [Theory]
    [InlineData(4, 4, false, 0, false)]
    [InlineData(4, 2, false, 0.3, true)]
    [InlineData(4, 1, true, 0, true)]
    public void The_whole_model_with_its_loss(int heads, int kvHeads, bool causal, double dropout, bool transitions)
    {
        var config = new ModelConfig(16, 2, heads, kvHeads, 4, 20, 8, causal, 6, 5, 9, 3, transitions);
        var network = new CommandNetwork(new ModelWeights(config), (float)dropout);
        ulong seed = 1;
        foreach (Parameter parameter in network.Parameters) GradientCheck.Fill(parameter.Values, seed++, 0.4f);
        var loss = new CommandLoss(Groups, new LossWeights(1, 0.7f, 1.3f, 0.1f));
        RaggedBatch batch = Batches.Ragged();
        Loss();
        network.Backward(batch, loss.SentenceGradient, loss.TagGradient);
        foreach (Parameter parameter in network.Parameters) GradientCheck.Verify(parameter.Tensor.Name, Loss, parameter.Values, parameter.Gradient);

        double Loss()
        {
            network.Forward(batch, seed: 3);
            return loss.Compute(network, Examples);
        }
    }

    [Fact]
    public void The_whole_model_with_a_teacher()
    {
        // Labels and teacher, the teacher alone and without slots, labels alone.
        TrainingExample[] examples =
        [
            Examples[0] with { Taught = new SoftTarget([1, 2, -1, 0, 1, 2, 0, -2, 1], [1, 0, 2, 0, 1, -1, 2, 2, 0]) },
            new(Batches.Texts[1], [CrossEntropy.Ignored, CrossEntropy.Ignored, CrossEntropy.Ignored], [], new SoftTarget([2, 0, 1], null)),
            Examples[2],
        ];
        CommandNetwork network = Random(new ModelConfig(16, 2, 4, 2, 4, 20, 8, false, 6, 5, 9, 3));
        var loss = new CommandLoss(Groups, new LossWeights(1, 0.7f, 1.3f, 0.1f), new DistillationOptions(0.6f, 3));
        RaggedBatch batch = Batches.Ragged();
        Loss();
        network.Backward(batch, loss.SentenceGradient, loss.TagGradient);
        foreach (Parameter parameter in network.Parameters) GradientCheck.Verify(parameter.Tensor.Name, Loss, parameter.Values, parameter.Gradient);

        double Loss()
        {
            network.Forward(batch);
            return loss.Compute(network, examples);
        }
    }

    [Fact]
    public void A_causal_model_does_not_look_ahead_and_a_bidirectional_one_does()
    {
        Assert.Equal(FirstTag(causal: true, last: 3), FirstTag(causal: true, last: 2));
        Assert.NotEqual(FirstTag(causal: false, last: 3), FirstTag(causal: false, last: 2));
    }

    [Fact]
    public void A_sentence_gets_the_same_logits_alone_and_in_a_batch()
    {
        CommandNetwork network = Random(new ModelConfig(16, 2, 4, 2, 4, 20, 8, false, 6, 5, 9, 3));
        network.Forward(Batches.Ragged());
        float[] together = network.SentenceLogits.Row(2).ToArray();
        var alone = new RaggedBatch();
        alone.Add(Batches.Texts[2], _ => true);
        network.Forward(alone);
        Assert.Equal(together, network.SentenceLogits.Row(0).ToArray());
    }

    private static float[] FirstTag(bool causal, ushort last)
    {
        CommandNetwork network = Random(new ModelConfig(16, 2, 4, 2, 4, 20, 8, causal, 6, 5, 9, 3));
        var batch = new RaggedBatch();
        batch.Add(new TokenizedText([4, 5, last], [0, 1, 2], [], [0, 0, 0, 0]), _ => true);
        network.Forward(batch);
        return network.TagLogits.Row(0).ToArray();
    }

    private static CommandNetwork Random(ModelConfig config)
    {
        var network = new CommandNetwork(new ModelWeights(config));
        ulong seed = 1;
        foreach (Parameter parameter in network.Parameters) GradientCheck.Fill(parameter.Values, seed++, 0.4f);
        return network;
    }
}
