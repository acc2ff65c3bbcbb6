using ModelPacker.Core.Model;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Pruning;

/// <summary>Measures what the parts of a model are worth on labelled examples, by the loss that it was trained on.</summary>
public static class ImportanceMeter
{
    /// <summary>The importance of every part of <paramref name="weights"/>, which are as before afterwards.</summary>
    /// <param name="weights">A trained model.</param>
    /// <param name="examples">What it is measured on, encoded for that model.</param>
    public static Importance Measure(ModelWeights weights, CalibrationSet examples)
    {
        var network = new CommandNetwork(weights);
        var scores = new TaylorScores(weights.Config);
        examples.Run(network, scores.Begin, scores.Activations, scores.Gradients);
        foreach (double[] sums in scores.Groups.Concat(scores.Channels).Append(scores.Pieces).Append(scores.NgramRows))
        {
            for (int i = 0; i < sums.Length; i++) sums[i] /= examples.Count;
        }
        double loss = examples.Loss(network);
        double[] layers = [.. weights.Layers.Select(layer => LossWithout(layer, network, examples) - loss)];
        return new Importance(scores.Groups, scores.Channels, layers, scores.Pieces, scores.NgramRows);
    }

    /// <summary>The loss when a layer adds nothing to the residual stream.</summary>
    private static double LossWithout(LayerWeights layer, CommandNetwork network, CalibrationSet examples)
    {
        (float[] output, float[] down) = ([.. layer.Output.Values], [.. layer.Down.Values]);
        Array.Clear(layer.Output.Values);
        Array.Clear(layer.Down.Values);
        double loss = examples.Loss(network);
        output.CopyTo(layer.Output.Values, 0);
        down.CopyTo(layer.Down.Values, 0);
        return loss;
    }
}
