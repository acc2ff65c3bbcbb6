using ModelPacker.Core.Model;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Network;

/// <summary>Weights of a word in a chain's loss.</summary>
/// <param name="Label">Where no teacher has spoken.</param>
/// <param name="TaughtLabel">The label where a teacher has spoken.</param>
/// <param name="Teacher">The teacher's distribution.</param>
public readonly record struct ChainWeights(float Label, float TaughtLabel, float Teacher)
{
    /// <summary>The weight of a sentence's labels; 0 where they cannot be trained.</summary>
    internal float OfLabels(TrainingExample example) =>
        example.Tags.Length == 0 || example.Tags.Contains(CrossEntropy.Ignored) || !BioTags.IsPath(example.Tags) ? 0
        : example.Taught is null ? Label : TaughtLabel;
}

/// <summary>
/// A linear-chain conditional random field over the words' tags (Lafferty, McCallum and Pereira, 2001): a path's score is the sum of its tags' logits and
/// of its moves' transitions, and its probability the softmax over all paths that <see cref="BioTags"/> allows. Not thread safe.
/// </summary>
/// <param name="transitions">[tags, tags], (from, to), in nat.</param>
public sealed class TagChain(Parameter transitions)
{
    private const int SentencesPerChunk = 8;
    private readonly int _tags = transitions.Tensor.Rows;
    private readonly double[] _moves = new double[transitions.Values.Length];
    private readonly float[] _gradient = new float[transitions.Values.Length];
    private readonly List<Chunk> _chunks = [];

    /// <summary>
    /// The negative log likelihood of the sentences' tags in nat, weighted word by word. A sentence with an ignored tag, or whose tags are no legal path, has
    /// none. A teacher's tags are soft labels of each word: its part is logZ less the expected logits, a constant short of the expected negative log
    /// likelihood; since the teacher does not speak of moves, the transitions learn from the labels alone. Their gradient waits for <see cref="Backward"/>.
    /// </summary>
    /// <param name="logits">[words, tags] of all sentences.</param>
    /// <param name="examples">The sentences, with the wanted tag of each word and perhaps a teacher's logits.</param>
    /// <param name="weights">Factors of loss and gradients.</param>
    /// <param name="gradient">Receives the gradient of the logits.</param>
    public double Loss(Matrix logits, IReadOnlyList<TrainingExample> examples, ChainWeights weights, Matrix gradient)
    {
        var offsets = new int[examples.Count + 1];
        for (int i = 0; i < examples.Count; i++) offsets[i + 1] = offsets[i] + examples[i].Tags.Length;
        gradient.Resize(logits.Rows).Values.Clear();
        int chunks = Run(logits, offsets, (chunk, sentence, lattice) =>
        {
            (_, _, int[] wanted, SoftTarget? taught) = examples[sentence];
            float weight = weights.OfLabels(examples[sentence]);
            if (weight == 0 && taught?.Tags is not { Length: > 0 }) return;
            int first = offsets[sentence];
            lattice.Run(logits.Range(first, offsets[sentence + 1]), _moves);
            if (weight > 0)
            {
                chunk.Loss += weight * (lattice.LogPartition - Score(logits, first, wanted));
                for (int word = 0; word < wanted.Length; word++)
                {
                    AddMarginals(lattice, word, weight, gradient.Row(first + word));
                    gradient.Row(first + word)[wanted[word]] -= weight;
                    if (word > 0) chunk.AddMoves(lattice.Forward(word - 1), lattice.Arrival(word), weight);
                }
            }
            if (taught?.Tags is { } logitsOfTeacher) chunk.Loss += AddTaught(lattice, logits, first, logitsOfTeacher, weights.Teacher, gradient);
        });
        CollectGradient(chunks, examples, weights);
        return _chunks.Take(chunks).Sum(chunk => chunk.Loss);
    }

    /// <summary>Adds the transitions' gradient of the last <see cref="Loss"/> to theirs, once.</summary>
    public void Backward()
    {
        VectorMath.AddScaled(_gradient, 1, transitions.Gradient);
        Array.Clear(_gradient);
    }

    /// <summary>The probability of each tag at each word, over all paths.</summary>
    /// <param name="logits">[words, tags] of all sentences.</param>
    /// <param name="batch">The sentences.</param>
    /// <param name="marginals">Receives [words, tags].</param>
    public void Marginals(Matrix logits, RaggedBatch batch, Matrix marginals)
    {
        int[] offsets = batch.WordOffsets.ToArray();
        marginals.Resize(logits.Rows).Values.Clear();
        Run(logits, offsets, (_, sentence, lattice) =>
        {
            int first = offsets[sentence], end = offsets[sentence + 1];
            if (first == end) return;
            lattice.Run(logits.Range(first, end), _moves);
            for (int word = first; word < end; word++) AddMarginals(lattice, word - first, 1, marginals.Row(word));
        });
    }

    private void AddMarginals(TagLattice lattice, int word, float weight, Span<float> row)
    {
        for (int tag = 0; tag < _tags; tag++) row[tag] += weight * (float)lattice.Marginal(word, tag);
    }

    private double AddTaught(TagLattice lattice, Matrix logits, int first, float[] target, float weight, Matrix gradient)
    {
        double loss = lattice.LogPartition;
        var wanted = new float[_tags];
        for (int word = 0; word < target.Length / _tags; word++)
        {
            target.AsSpan(word * _tags, _tags).CopyTo(wanted);
            VectorMath.SoftMax(wanted);
            AddMarginals(lattice, word, weight, gradient.Row(first + word));
            VectorMath.AddScaled(wanted, -weight, gradient.Row(first + word));
            loss -= VectorMath.Dot(wanted, logits.Row(first + word));
        }
        return weight * loss;
    }

    private double Score(Matrix logits, int first, int[] tags)
    {
        double score = 0;
        for (int word = 0; word < tags.Length; word++)
        {
            score += logits.Row(first + word)[tags[word]];
            if (word > 0) score += transitions.Values[(tags[word - 1] * _tags) + tags[word]];
        }
        return score;
    }

    /// <summary>Calls <paramref name="body"/> for every sentence, in chunks that do not depend on the number of threads; returns how many.</summary>
    private int Run(Matrix logits, int[] offsets, Action<Chunk, int, TagLattice> body)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Rows, offsets[^1]);
        for (int from = 0; from < _tags; from++)
        {
            for (int to = 0; to < _tags; to++)
            {
                _moves[(to * _tags) + from] = BioTags.MayFollow(from, to) ? Math.Exp(transitions.Values[(from * _tags) + to]) : 0;
            }
        }
        int sentences = offsets.Length - 1, chunks = (sentences + SentencesPerChunk - 1) / SentencesPerChunk;
        while (_chunks.Count < chunks) _chunks.Add(new Chunk(_tags));
        Parallelism.For(chunks, number =>
        {
            Chunk chunk = _chunks[number];
            chunk.Clear();
            int end = Math.Min(sentences, (number + 1) * SentencesPerChunk);
            for (int sentence = number * SentencesPerChunk; sentence < end; sentence++) body(chunk, sentence, chunk.Lattice);
        });
        return chunks;
    }

    /// <summary>Expected moves less the wanted ones.</summary>
    private void CollectGradient(int chunks, IReadOnlyList<TrainingExample> examples, ChainWeights weights)
    {
        for (int from = 0; from < _tags; from++)
        {
            for (int to = 0; to < _tags; to++)
            {
                int move = (to * _tags) + from;
                double sum = 0;
                for (int chunk = 0; chunk < chunks; chunk++) sum += _chunks[chunk].Moves[move];
                _gradient[(from * _tags) + to] = (float)(sum * _moves[move]);
            }
        }
        foreach (TrainingExample example in examples)
        {
            float weight = weights.OfLabels(example);
            if (weight == 0) continue;
            int[] tags = example.Tags;
            for (int word = 1; word < tags.Length; word++) _gradient[(tags[word - 1] * _tags) + tags[word]] -= weight;
        }
    }

    /// <summary>What one thread at a time adds up over a few sentences.</summary>
    private sealed class Chunk(int tags)
    {
        public TagLattice Lattice { get; } = new(tags);

        public double Loss { get; set; }

        /// <summary>[to, from]: weighted sum of the moves' probabilities, without the factor exp(transition) that they share.</summary>
        public double[] Moves { get; } = new double[tags * tags];

        public void Clear()
        {
            Loss = 0;
            Array.Clear(Moves);
        }

        public void AddMoves(ReadOnlySpan<double> forward, ReadOnlySpan<double> arrival, float weight)
        {
            for (int to = 0; to < tags; to++) VectorMath.AddScaled(forward, weight * arrival[to], Moves.AsSpan(to * tags, tags));
        }
    }
}
