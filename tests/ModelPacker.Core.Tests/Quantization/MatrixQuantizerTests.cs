using CsCheck;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;

namespace ModelPacker.Core.Tests.Quantization;

public class MatrixQuantizerTests
{
    private const double InputStep = 0.03;

    [Theory]
    [InlineData(8, 0, 127)]
    [InlineData(4, 0, 4)]
    [InlineData(4, 16, 4)] // what saturates is further off than half a step
    public void TheIntegersGiveTheProduct(int bits, int group, int levels) => Gen.Int.Sample(seed =>
    {
        const int columns = 24;
        var random = new Random(seed);
        WeightTensor weights = Fill(new WeightTensor("w", 5, columns), random, 1);
        WeightTensor norm = Fill(new WeightTensor("norm", 1, columns), random, 2);
        WeightTensor bias = Fill(new WeightTensor("b", 1, 5), random, 3);
        var quantizer = new MatrixQuantizer(weights, InputStep, norm, bias, bits, group);
        double outputStep = Math.Max(1 / 256.0, quantizer.MinOutputStep());
        QuantizedMatrix matrix = quantizer.Quantize(outputStep);
        int[] input = [.. Enumerable.Range(0, columns).Select(_ => random.Next(-127, 128))];
        for (int row = 0; row < 5; row++)
        {
            long sum = matrix.Bias[row];
            double expected = bias.Values[row];
            double magnitude = 0;
            for (int column = 0; column < columns; column++)
            {
                sum += (long)matrix.Weights[row * columns + column] * matrix.Unit(row, column) * input[column];
                double exact = weights.Row(row)[column] * norm.Values[column];
                expected += exact * input[column] * InputStep;
                magnitude = Math.Max(magnitude, Math.Abs(exact));
            }

            double actual = sum * new QuantizedMultiplier(matrix.Multipliers[row], matrix.Shifts[row]).Real * outputStep;
            double tolerance = columns * 127 * InputStep * magnitude / levels / 2 + 1e-6;
            Assert.InRange(actual, expected - tolerance, expected + tolerance);
        }
    });

    [Fact]
    public void RowsOfZerosAndHugeBiasesAreRepresented()
    {
        var weights = new WeightTensor("w", 2, 4);
        var bias = new WeightTensor("b", 1, 2);
        bias.Values[1] = 100;
        QuantizedMatrix matrix = new MatrixQuantizer(weights, InputStep, null, bias).Quantize(1 / 256.0);
        Assert.All(matrix.Weights, weight => Assert.Equal(0, weight));
        double logits = matrix.Bias[1] * new QuantizedMultiplier(matrix.Multipliers[1], matrix.Shifts[1]).Real;
        Assert.Equal(25600, logits, 0.5);
    }

    [Fact]
    public void OutliersSaturateWhereTheStepIsFixed()
    {
        var weights = new WeightTensor("w", 1, 4);
        weights.Values[0] = 1000;
        weights.Values[1] = 1;
        QuantizedMatrix matrix = new MatrixQuantizer(weights, InputStep).Quantize(1 / 256.0);
        Assert.Equal(127, matrix.Weights[0]);
        Assert.Equal(-1, matrix.Shifts[0]);
    }

    private static WeightTensor Fill(WeightTensor tensor, Random random, double size)
    {
        for (int i = 0; i < tensor.Values.Length; i++)
        {
            tensor.Values[i] = (float)(size * (2 * random.NextDouble() - 1));
        }

        return tensor;
    }
}
