using ModelPacker.Core.Model;

namespace ModelPacker.Core.Tests.Quantization;

/// <summary>The float model one prompt at a time in the plainest code: the yardstick of the integer engine.</summary>
internal sealed class FloatReference(ModelWeights weights, IActivationObserver observer)
{
    private readonly ModelConfig config = weights.Config;

    /// <param name="pieces">The prompt; every token is a word of its own.</param>
    /// <param name="words">The tokens' words, for the n-gram rows.</param>
    /// <returns>Sentence logits, and tag logits of each token.</returns>
    public (float[] Sentence, float[][] Tags) Run(int[] pieces, byte[][] words)
    {
        float[][] x = [.. pieces.Select((piece, t) => Embed(piece, words[t]))];
        See(ActivationKind.Residual, -1, x);
        for (int i = 0; i < config.Layers; i++)
        {
            LayerWeights layer = weights.Layers[i];
            float[][] n = Norm(x, layer.AttentionNorm);
            See(ActivationKind.AttentionNorm, i, n);
            float[][] a = Attend(Rotated(Multiply(layer.Query, n)), Rotated(Multiply(layer.Key, n)), Multiply(layer.Value, n), i);
            See(ActivationKind.Attention, i, a);
            AddTo(x, Multiply(layer.Output, a));
            See(ActivationKind.Residual, i, x);
            n = Norm(x, layer.FfnNorm);
            See(ActivationKind.FfnNorm, i, n);
            float[][] gate = Multiply(layer.Gate, n);
            float[][] up = Multiply(layer.Up, n);
            See(ActivationKind.Gate, i, gate);
            See(ActivationKind.Up, i, up);
            float[][] hidden = [.. gate.Zip(up, (g, u) => g.Zip(u, (a, b) => a / (1 + MathF.Exp(-a)) * b).ToArray())];
            See(ActivationKind.Hidden, i, hidden);
            AddTo(x, Multiply(layer.Down, hidden));
            See(ActivationKind.Residual, i, x);
        }

        float[][] y = Norm(x, weights.FinalNorm);
        See(ActivationKind.FinalNorm, -1, y);
        float[][] pooled = [[.. Enumerable.Range(0, config.Dim).Select(i => y.Average(row => row[i]))]];
        See(ActivationKind.Pooled, -1, pooled);
        AddTo(y = Multiply(weights.TagWeights, y), [.. pieces.Select(_ => weights.TagBias.Values)]);
        float[][] sentence = Multiply(weights.SentenceWeights, pooled);
        AddTo(sentence, [weights.SentenceBias.Values]);
        return (sentence[0], y);
    }

    private float[] Embed(int piece, byte[] word)
    {
        float[] row = weights.PieceEmbedding.Row(piece).ToArray();
        if (config.NgramRows > 0)
        {
            var rows = new int[NgramRows.MaxFeatures];
            int count = NgramRows.Of(word, config.NgramRows, rows);
            for (int i = 0; i < config.Dim; i++)
            {
                row[i] += rows.Take(count).Sum(r => weights.NgramEmbedding.Values[r * config.Dim + i]);
            }
        }

        return row;
    }

    private float[][] Attend(float[][] q, float[][] k, float[][] v, int layer)
    {
        See(ActivationKind.RotatedQuery, layer, q);
        See(ActivationKind.RotatedKey, layer, k);
        See(ActivationKind.Value, layer, v);
        float[][] result = [.. q.Select(row => new float[row.Length])];
        for (int i = 0; i < q.Length; i++)
        {
            for (int head = 0; head < config.Heads; head++)
            {
                int at = head * config.HeadDim;
                int from = head / (config.Heads / config.KvHeads) * config.HeadDim;
                int keys = config.Causal ? i + 1 : q.Length;
                double[] p = [.. Enumerable.Range(0, keys).Select(j =>
                    Enumerable.Range(0, config.HeadDim).Sum(d => (double)q[i][at + d] * k[j][from + d]) / Math.Sqrt(config.HeadDim))];
                double max = p.Max();
                double sum = p.Sum(score => Math.Exp(score - max));
                for (int d = 0; d < config.HeadDim; d++)
                {
                    result[i][at + d] = (float)Enumerable.Range(0, keys).Sum(j => Math.Exp(p[j] - max) / sum * v[j][from + d]);
                }
            }
        }

        return result;
    }

    private float[][] Rotated(float[][] rows)
    {
        for (int position = 0; position < rows.Length; position++)
        {
            for (int i = 0; i < rows[position].Length; i += 2)
            {
                (double s, double c) = Math.SinCos(position * Math.Pow(10000, -(double)(i % config.HeadDim) / config.HeadDim));
                (float a, float b) = (rows[position][i], rows[position][i + 1]);
                rows[position][i] = (float)(a * c - b * s);
                rows[position][i + 1] = (float)(a * s + b * c);
            }
        }

        return rows;
    }

    private static float[][] Norm(float[][] x, WeightTensor gain) => [.. x.Select(row =>
    {
        double scale = 1 / Math.Sqrt(row.Average(v => (double)v * v) + 1e-6);
        return row.Select((v, i) => (float)(v * scale * gain.Values[i])).ToArray();
    })];

    private static float[][] Multiply(WeightTensor matrix, float[][] x) => [.. x.Select(row =>
        Enumerable.Range(0, matrix.Rows)
            .Select(o => Enumerable.Range(0, matrix.Columns).Sum(i => matrix.Values[o * matrix.Columns + i] * row[i])).ToArray())];

    private static void AddTo(float[][] x, float[][] more)
    {
        for (int t = 0; t < x.Length; t++)
        {
            x[t] = [.. x[t].Zip(more[t], (a, b) => a + b)];
        }
    }

    private void See(ActivationKind kind, int layer, float[][] values) =>
        observer.Observe(kind, layer, values.SelectMany(row => row).ToArray());
}
