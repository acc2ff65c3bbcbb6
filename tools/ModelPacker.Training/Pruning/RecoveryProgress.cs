namespace ModelPacker.Training.Pruning;

/// <summary>Shows the trainings of several rounds as one of <paramref name="epochs"/> epochs.</summary>
internal sealed class RecoveryProgress(IProgress<TrainingProgress>? target, int epochs) : IProgress<TrainingProgress>
{
    private int _done;

    /// <summary>Counts the epochs of a round that is over.</summary>
    public void Add(int doneEpochs) => _done += doneEpochs;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        int stepsPerEpoch = value.Steps / value.Epochs, left = value.Steps - value.Step, leftOfAll = left + ((epochs - _done - value.Epochs) * stepsPerEpoch);
        target?.Report(value with
        {
            Epoch = _done + value.Epoch,
            Epochs = epochs,
            Step = (_done * stepsPerEpoch) + value.Step,
            Steps = epochs * stepsPerEpoch,
            Remaining = left == 0 ? TimeSpan.Zero : value.Remaining * ((double)leftOfAll / left),
        });
    }
}
