using ModelPacker.Core.Model;
using ModelPacker.Core.Sampling;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Tests.Pruning;

/// <summary>Makes a model larger without changing what it computes.</summary>
internal static class DeadParts
{
    /// <summary>Pieces that match nothing in any text.</summary>
    public static readonly string[] Pieces = [" zqxj", "zqxj", "jjqz"];

    /// <summary>
    /// The model with one more group of heads, eight more channels and one more layer whose outputs are zero, the pieces above, and every n-gram row
    /// twice; what is new stands among the old, and the weights that lead to it are random.
    /// </summary>
    public static Checkpoint AddTo(Checkpoint small, ulong seed)
    {
        ModelConfig config = small.Config;
        int perGroup = config.Heads / config.KvHeads;
        var large = new ModelWeights(config with
        {
            Heads = config.Heads + perGroup, KvHeads = config.KvHeads + 1, Hidden = config.Hidden + 8, Layers = config.Layers + 1,
            NgramRows = 2 * config.NgramRows, Pieces = config.Pieces + Pieces.Length,
        });
        foreach (WeightTensor tensor in large.Tensors) GradientCheck.Fill(tensor.Values, seed++, 0.5f);
        var random = new Xoshiro256(seed);

        int[] pieces = [0, 1, .. Among(config.Pieces - 2, Pieces.Length, random).Select(row => row + 2)];
        string[] texts = new string[large.Config.Pieces];
        for (int i = 0; i < pieces.Length; i++) texts[pieces[i]] = small.Pieces[i];
        int dead = 0;
        for (int i = 0; i < texts.Length; i++) texts[i] ??= Pieces[dead++];
        Put(small.Weights.PieceEmbedding, large.PieceEmbedding, pieces);
        for (int copy = 0; copy < 2; copy++)
        {
            Put(small.Weights.NgramEmbedding, large.NgramEmbedding, [.. Enumerable.Range(0, config.NgramRows).Select(row => (2 * row) + copy)]);
        }

        int[] layers = Among(config.Layers, 1, random);
        foreach (LayerWeights layer in large.Layers)
        {
            Array.Clear(layer.Output.Values);
            Array.Clear(layer.Down.Values);
        }
        for (int i = 0; i < layers.Length; i++)
        {
            (LayerWeights from, LayerWeights to) = (small.Weights.Layers[i], large.Layers[layers[i]]);
            int[] groups = Among(config.KvHeads, 1, random), channels = Among(config.Hidden, 8, random);
            int[] queries = Widen(groups, perGroup * config.HeadDim), keys = Widen(groups, config.HeadDim);
            from.AttentionNorm.Values.CopyTo(to.AttentionNorm.Values, 0);
            Put(from.Query, to.Query, queries);
            Put(from.Key, to.Key, keys);
            Put(from.Value, to.Value, keys);
            Put(from.Output, to.Output, columns: queries);
            from.FfnNorm.Values.CopyTo(to.FfnNorm.Values, 0);
            Put(from.Gate, to.Gate, channels);
            Put(from.Up, to.Up, channels);
            Put(from.Down, to.Down, columns: channels);
        }
        Put(small.Weights.FinalNorm, large.FinalNorm);
        Put(small.Weights.SentenceWeights, large.SentenceWeights);
        Put(small.Weights.SentenceBias, large.SentenceBias);
        Put(small.Weights.TagWeights, large.TagWeights);
        Put(small.Weights.TagBias, large.TagBias);
        return new Checkpoint(large, texts, small.Schema, small.Provenance);
    }

    /// <summary>Where <paramref name="live"/> parts stand, in order, when <paramref name="dead"/> ones are strewn in.</summary>
    private static int[] Among(int live, int dead, Xoshiro256 random)
    {
        int[] places = [.. Enumerable.Range(0, live + dead)];
        random.Shuffle<int>(places);
        return [.. places.Take(live).Order()];
    }

    private static int[] Widen(int[] parts, int width) => [.. parts.SelectMany(part => Enumerable.Range(part * width, width))];

    private static void Put(WeightTensor from, WeightTensor to, int[]? rows = null, int[]? columns = null)
    {
        for (int row = 0; row < from.Rows; row++)
        {
            for (int column = 0; column < from.Columns; column++) to.Row(rows?[row] ?? row)[columns?[column] ?? column] = from.Row(row)[column];
        }
    }
}
