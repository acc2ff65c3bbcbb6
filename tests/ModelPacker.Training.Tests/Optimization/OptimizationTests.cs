using ModelPacker.Core.Model;
using ModelPacker.Training.Layers;
using ModelPacker.Training.Optimization;

namespace ModelPacker.Training.Tests.Optimization;

public sealed class OptimizationTests
{
    [Fact]
    public void AdamW_follows_its_definition()
    {
        Parameter parameter = Parameter.Matrix(new WeightTensor("w", 1, 19));
        Array.Fill(parameter.Values, 0.5f);
        var optimizer = new AdamW([parameter], 0.1f);
        double w = 0.5, m = 0, v = 0;
        for (int step = 1; step <= 5; step++)
        {
            double gradient = 0.01 * step;
            Array.Fill(parameter.Gradient, (float)gradient);
            float norm = optimizer.Step(0.02f, 1);
            Assert.Equal(gradient * Math.Sqrt(19), norm, 1e-6);
            m = (0.9 * m) + (0.1 * gradient);
            v = (0.99 * v) + (0.01 * gradient * gradient);
            w = (w * (1 - (0.02 * 0.1))) - (0.02 * (m / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v / (1 - Math.Pow(0.99, step))) + 1e-8));
            Assert.All(parameter.Values, value => Assert.Equal(w, value, 1e-5));
        }
    }

    [Fact]
    public void A_gradient_beyond_the_limit_is_scaled_to_it()
    {
        Parameter large = Parameter.Vector(new WeightTensor("w", 1, 2)), small = Parameter.Vector(new WeightTensor("w", 1, 2));
        for (int step = 0; step < 3; step++)
        {
            (large.Gradient[0], large.Gradient[1]) = (300, 400);
            (small.Gradient[0], small.Gradient[1]) = (1.2f, 1.6f);
            Assert.Equal(500, new AdamW([large], 0).Step(0.1f, 2), 1e-3);
            new AdamW([small], 0).Step(0.1f, 2);
        }
        Assert.Equal(small.Values[0], large.Values[0], 1e-6);
        Assert.Equal(small.Values[1], large.Values[1], 1e-6);
    }

    [Fact]
    public void Rows_without_a_gradient_stay_as_they_are_and_the_others_lose_it()
    {
        Parameter table = Parameter.Table(new WeightTensor("t", 3, 4));
        Array.Fill(table.Values, 1);
        var optimizer = new AdamW([table], 0.1f);
        table.TouchGradient(1).Fill(0.5f);
        optimizer.Step(0.1f, 100);
        table.ClearGradient();
        Assert.All(table.Gradient, value => Assert.Equal(0, value));
        float moved = table.Tensor.Row(1)[0];
        Assert.True(moved < 1);
        table.TouchGradient(2).Fill(0.5f);
        optimizer.Step(0.1f, 100);
        Assert.All(table.Tensor.Row(0).ToArray(), value => Assert.Equal(1, value));
        Assert.All(table.Tensor.Row(1).ToArray(), value => Assert.Equal(moved, value));
        Assert.All(table.Tensor.Row(2).ToArray(), value => Assert.True(value < 1));
    }

    [Fact]
    public void The_learning_rate_rises_to_its_peak_and_falls_to_nearly_nothing()
    {
        var schedule = new OneCycle(1, 100, 0.2f);
        float[] rates = [.. Enumerable.Range(0, 101).Select(schedule.Rate)];
        Assert.Equal(0.04f, rates[0], 1e-5f);
        Assert.Equal(1, rates[20], 1e-5f);
        Assert.Equal(1e-4f, rates[100], 1e-5f);
        for (int i = 0; i < 100; i++) Assert.True(i < 20 ? rates[i] < rates[i + 1] : rates[i] > rates[i + 1], $"step {i}");
    }

    [Fact]
    public void The_average_starts_fast_and_ends_slow()
    {
        var weights = new ModelWeights(new ModelConfig(4, 1, 1, 1, 4, 4, 4, false, 2, 0, 1, 1));
        var average = new WeightAverage(weights, 0.9f);
        foreach (WeightTensor tensor in weights.Tensors) Array.Fill(tensor.Values, 1);
        average.Update(weights);
        Assert.Equal(0.9f, average.Weights.FinalNorm.Values[0], 1e-5f);
        for (int step = 0; step < 200; step++) average.Update(weights);
        foreach (WeightTensor tensor in weights.Tensors) Array.Fill(tensor.Values, 2);
        average.Update(weights);
        Assert.Equal(1.1f, average.Weights.FinalNorm.Values[0], 1e-4f);
    }
}
