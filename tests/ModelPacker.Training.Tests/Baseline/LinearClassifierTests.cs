using CsCheck;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.Baseline;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Tests.Baseline;

public sealed class LinearClassifierTests
{
    private static readonly string[] Texts = ["turn on the light", "lights on please", "play some jazz", "put on a song", "what time is it", "tell me the hour"];
    private static readonly int[] Labels = [0, 0, 1, 1, 2, 2];

    [Fact]
    public void Separable_texts_are_separated()
    {
        var classifier = LinearClassifier.Train(Texts, Labels, 3, new LinearOptions { Cost = 10 });
        Assert.Equal(Labels, Texts.Select(text => Best(classifier.Scores(text))));
        Assert.Equal(0, Best(classifier.Scores("the lights on")));
        Assert.Equal(3L * (classifier.Features + 1), classifier.Weights);
    }

    [Fact]
    public void Weights_do_not_depend_on_the_number_of_threads()
    {
        int before = Parallelism.Threads;
        try
        {
            Parallelism.Threads = 1;
            var one = LinearClassifier.Train(Texts, Labels, 3, new LinearOptions());
            Parallelism.Threads = 5;
            var many = LinearClassifier.Train(Texts, Labels, 3, new LinearOptions());
            Assert.All(Texts, text => Assert.Equal(one.Scores(text), many.Scores(text)));
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    [Fact]
    public void Without_options_that_make_sense_nothing_is_trained()
    {
        Assert.Throws<ArgumentException>(() => LinearClassifier.Train([], [], 2, new LinearOptions()));
        Assert.Throws<ArgumentException>(() => LinearClassifier.Train(["a"], [2], 2, new LinearOptions()));
        Assert.Throws<ArgumentException>(() => LinearClassifier.Train(["a"], [0, 1], 2, new LinearOptions()));
        Assert.ThrowsAny<ArgumentException>(() => LinearClassifier.Train(["a"], [0], 2, new LinearOptions { Cost = 0 }));
    }

    [Fact]
    public void The_solution_is_the_minimum_of_the_loss()
    {
        // w is the minimum where the gradient w - 2 C sum of y max(0, 1 - y w x) x vanishes.
        Gen.Select(Gen.Int[2, 40], Gen.Int[1, 12], Gen.ULong).Sample((count, columns, seed) =>
        {
            var random = new Xoshiro256(seed);
            SparseVector[] rows = [.. Enumerable.Range(0, count).Select(_ => RandomRow(columns, random))];
            bool[] positive = [.. rows.Select(_ => random.Chance(0.4))];
            var matrix = new SparseMatrix(rows);
            var options = new LinearOptions { Tolerance = 1e-9, MaxPasses = 100_000, Cost = 0.7 };
            double[] norms = [.. rows.Select((_, i) => matrix.SquaredNorm(i))];
            double[] w = DualCoordinateDescent.Train(matrix, norms, columns, i => positive[i], options, random);

            double[] gradient = [.. w];
            for (int i = 0; i < count; i++)
            {
                double y = positive[i] ? 1 : -1, slack = Math.Max(0, 1 - (y * (matrix.Dot(i, w) + w[columns])));
                matrix.AddTo(i, -2 * options.Cost * slack * y, gradient);
                gradient[columns] -= 2 * options.Cost * slack * y;
            }
            Assert.All(gradient, value => Assert.Equal(0, value, 1e-6));
        }, iter: 100);
    }

    private static SparseVector RandomRow(int columns, Xoshiro256 random)
    {
        int[] used = [.. Enumerable.Range(0, columns).Where(_ => random.Chance(0.5))];
        return new SparseVector(used, [.. used.Select(_ => random.NextNormal())]);
    }

    private static int Best(float[] scores) => Array.IndexOf(scores, scores.Max());
}
