using ModelPacker.Core.Reports;

namespace ModelPacker.Training;

/// <summary>Collects the curve of a run of <paramref name="steps"/> steps: the loss about two hundred times, and the accuracy after each epoch.</summary>
internal sealed class LearningCurve(int steps)
{
    private const int LossPoints = 200;
    private readonly int _stepsPerPoint = Math.Max(1, steps / LossPoints);

    /// <summary>The points so far.</summary>
    public List<CurvePoint> Points { get; } = [];

    /// <summary>The loss summed up since the last point, and over how many steps.</summary>
    public (double Sum, int Steps) Pending { get; set; }

    /// <summary>Takes in a step's loss.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <param name="loss">In nat.</param>
    public void Add(int step, double loss)
    {
        Pending = (Pending.Sum + loss, Pending.Steps + 1);
        if (Pending.Steps >= _stepsPerPoint) Close(step, null);
    }

    /// <summary>Notes how the model does after a step.</summary>
    public void Judge(int step, Accuracy accuracy)
    {
        if (Pending.Steps > 0) Close(step, accuracy);
        else if (Points.Count > 0) Points[^1] = Points[^1] with { DevelopmentFrame = accuracy.Frame, DevelopmentIntent = accuracy.Intent };
    }

    private void Close(int step, Accuracy? accuracy)
    {
        Points.Add(new CurvePoint(step, Pending.Sum / Pending.Steps, accuracy?.Frame, accuracy?.Intent));
        Pending = default;
    }
}
