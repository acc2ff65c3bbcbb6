using ModelPacker.Core.Corpora;
using ModelPacker.Core.Model;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Pruning;

/// <summary>Brings models into smaller shapes, judged on the same utterances throughout.</summary>
/// <param name="utterances">Labelled; as many as the measuring may take.</param>
/// <param name="loss">The loss that counts.</param>
internal sealed class Shrinker(IReadOnlyList<Utterance> utterances, LossWeights loss)
{
    /// <summary>The importance of a model's parts.</summary>
    public Importance Measure(Checkpoint model) => ImportanceMeter.Measure(model.Weights, Calibrate(model));

    /// <summary>The mean loss of a model, in nat per sentence.</summary>
    public double Loss(Checkpoint model) => Calibrate(model).Loss(new CommandNetwork(model.Weights));

    /// <summary>The model in the shape <paramref name="target"/>, not trained since.</summary>
    /// <exception cref="ArgumentException">The shape cannot be had; the message says why and what can.</exception>
    public Checkpoint Shrink(Checkpoint model, Importance importance, ModelConfig target)
    {
        Checkpoint pruned = StructuredPruner.Prune(model, importance, target with { Dim = model.Config.Dim });
        return target.Dim == model.Config.Dim ? pruned : WidthReducer.Reduce(pruned, Calibrate(pruned), target.Dim);
    }

    private CalibrationSet Calibrate(Checkpoint model) => new(model, utterances, loss);
}
