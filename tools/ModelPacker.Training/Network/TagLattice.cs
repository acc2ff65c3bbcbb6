using System.Numerics.Tensors;
using ModelPacker.Core.Model;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Network;

/// <summary>
/// All paths of tags through one sentence, summed by the forward-backward algorithm in the probability domain, each word scaled to a sum of one (Rabiner,
/// "A tutorial on hidden Markov models", 1989). Double precision keeps tags that are 700 nat apart.
/// </summary>
internal sealed class TagLattice(int tags)
{
    private double[] _forward = [], _backward = [], _arrival = [];

    /// <summary>The logarithm of the sum over all legal paths of exp(score).</summary>
    public double LogPartition { get; private set; }

    /// <summary>[tags]: share of the paths up to a word that end in each tag.</summary>
    public ReadOnlySpan<double> Forward(int word) => _forward.AsSpan(word * tags, tags);

    /// <summary>
    /// [tags]: what makes <c>Forward(word - 1)[from] * exp(transition) * Arrival(word)[to]</c> the probability of the move; not for the first word.
    /// </summary>
    public ReadOnlySpan<double> Arrival(int word) => _arrival.AsSpan(word * tags, tags);

    /// <summary>The probability that a word has a tag.</summary>
    public double Marginal(int word, int tag) => _forward[(word * tags) + tag] * _backward[(word * tags) + tag];

    /// <summary>Sums over a sentence's paths.</summary>
    /// <param name="logits">[words, tags] in nat; at least one word.</param>
    /// <param name="moves">[to, from]: exp of the transition, 0 where the move is not allowed.</param>
    public void Run(ReadOnlySpan<float> logits, ReadOnlySpan<double> moves)
    {
        if (_forward.Length < logits.Length)
        {
            int size = Math.Max(logits.Length, 2 * _forward.Length);
            (_forward, _backward, _arrival) = (new double[size], new double[size], new double[size]);
        }
        LogPartition = 0;
        int words = logits.Length / tags;
        for (int word = 0; word < words; word++) StepForward(word, logits.Slice(word * tags, tags), moves);
        _backward.AsSpan((words - 1) * tags, tags).Fill(1);
        for (int word = words - 1; word > 0; word--) StepBackward(word, moves);
    }

    private void StepForward(int word, ReadOnlySpan<float> logits, ReadOnlySpan<double> moves)
    {
        Span<double> forward = _forward.AsSpan(word * tags, tags), arrival = _arrival.AsSpan(word * tags, tags);
        float max = TensorPrimitives.Max(logits);
        double sum = 0;
        for (int to = 0; to < tags; to++)
        {
            double reach = word > 0 ? VectorMath.Dot(Forward(word - 1), moves.Slice(to * tags, tags)) : BioTags.MayStart(to) ? 1 : 0;
            arrival[to] = Math.Exp(logits[to] - max);
            forward[to] = reach * arrival[to];
            sum += forward[to];
        }
        for (int to = 0; to < tags; to++)
        {
            forward[to] /= sum;
            arrival[to] /= sum;
        }
        LogPartition += max + Math.Log(sum);
    }

    private void StepBackward(int word, ReadOnlySpan<double> moves)
    {
        Span<double> before = _backward.AsSpan((word - 1) * tags, tags), arrival = _arrival.AsSpan(word * tags, tags);
        before.Clear();
        for (int to = 0; to < tags; to++)
        {
            arrival[to] *= _backward[(word * tags) + to];
            VectorMath.AddScaled(moves.Slice(to * tags, tags), arrival[to], before);
        }
    }
}
