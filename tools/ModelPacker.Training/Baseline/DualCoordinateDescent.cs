using ModelPacker.Core.Sampling;

namespace ModelPacker.Training.Baseline;

/// <summary>
/// A linear support vector machine with squared hinge loss, trained by coordinate descent on its dual with random order and shrinking:
/// Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale linear SVM" (2008), algorithm 3.
/// Minimises |w|^2 / 2 + C * sum of max(0, 1 - y_i (w x_i))^2, where w includes a bias whose feature is always 1.
/// </summary>
internal static class DualCoordinateDescent
{
    private const double Still = 1e-12;

    /// <summary>Separates the rows for which <paramref name="positive"/> holds from the others.</summary>
    /// <param name="rows">The training texts.</param>
    /// <param name="squaredNorms">Of each row.</param>
    /// <param name="columns">Number of features.</param>
    /// <param name="positive">Whether row i belongs to the class.</param>
    /// <param name="options">Cost, tolerance and passes.</param>
    /// <param name="random">Decides the order.</param>
    /// <returns>[columns + 1] weights, the bias last.</returns>
    public static double[] Train(SparseMatrix rows, double[] squaredNorms, int columns, Func<int, bool> positive, LinearOptions options, Xoshiro256 random)
    {
        double diagonal = 0.5 / options.Cost, shrinkAbove = double.PositiveInfinity;
        var weights = new double[columns + 1];
        var alpha = new double[rows.Rows];
        double[] sign = [.. Enumerable.Range(0, rows.Rows).Select(i => positive(i) ? 1.0 : -1.0)];
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        int active = order.Length;
        for (int pass = 0; pass < options.MaxPasses; pass++)
        {
            double largest = double.NegativeInfinity, smallest = double.PositiveInfinity;
            random.Shuffle<int>(order.AsSpan(0, active));
            for (int s = 0; s < active; s++)
            {
                int i = order[s];
                double gradient = (sign[i] * (rows.Dot(i, weights) + weights[columns])) - 1 + (diagonal * alpha[i]);
                if (alpha[i] == 0 && gradient > shrinkAbove)
                {
                    active--;
                    (order[s], order[active]) = (order[active], order[s]);
                    s--;
                    continue;
                }
                double projected = alpha[i] == 0 ? Math.Min(gradient, 0) : gradient;
                largest = Math.Max(largest, projected);
                smallest = Math.Min(smallest, projected);
                if (Math.Abs(projected) < Still) continue;
                double before = alpha[i];
                alpha[i] = Math.Max(0, before - (gradient / (squaredNorms[i] + 1 + diagonal)));
                double step = (alpha[i] - before) * sign[i];
                rows.AddTo(i, step, weights);
                weights[columns] += step;
            }
            if (largest - smallest <= options.Tolerance || active == 0)
            {
                if (active == order.Length) break;
                active = order.Length; // what was shrunk may have become wrong meanwhile
                shrinkAbove = double.PositiveInfinity;
                continue;
            }
            shrinkAbove = largest <= 0 ? double.PositiveInfinity : largest;
        }
        return weights;
    }
}
