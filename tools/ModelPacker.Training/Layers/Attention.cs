using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Layers;

/// <summary>
/// Scaled dot-product attention within each sentence: over all its tokens, or where causal over those up to the query's own. Query head h
/// reads key and value head h / (heads / kv_heads) (Ainslie et al., "GQA", 2023).
/// </summary>
public sealed class Attention
{
    private readonly int _heads, _headDim, _group;
    private readonly bool _causal;
    private readonly float _scale;
    private readonly FakeAttention? _fake;
    private float[] _probabilities = [];
    private int[] _starts = [];

    /// <summary>Attention of <paramref name="heads"/> query heads of width <paramref name="headDim"/>.</summary>
    public Attention(int heads, int kvHeads, int headDim, bool causal)
        : this(heads, kvHeads, headDim, causal, null)
    {
    }

    /// <summary>Attention whose probabilities and outputs <paramref name="fake"/>, if given, rounds.</summary>
    internal Attention(int heads, int kvHeads, int headDim, bool causal, FakeAttention? fake)
    {
        (_heads, _headDim, _group, _causal, _fake) = (heads, headDim, heads / kvHeads, causal, fake);
        _scale = 1 / MathF.Sqrt(headDim);
    }

    /// <summary>Writes the weighted values to y [tokens, heads * head_dim].</summary>
    public void Forward(RaggedBatch batch, Matrix q, Matrix k, Matrix v, Matrix y)
    {
        y.Resize(q.Rows);
        Prepare(batch);
        Matrix values = _fake?.Integers(v) ?? v;
        Parallelism.For(batch.Sentences, sentence =>
        {
            int first = batch.TokenOffsets[sentence], count = batch.TokenOffsets[sentence + 1] - first;
            for (int head = 0; head < _heads; head++)
            {
                for (int i = 0; i < count; i++)
                {
                    int keys = _causal ? i + 1 : count;
                    Span<float> p = Probabilities(sentence, count, head, i, keys), output = Slice(y, first + i, head);
                    ReadOnlySpan<float> query = Slice(q, first + i, head);
                    for (int j = 0; j < keys; j++) p[j] = VectorMath.Dot(query, Slice(k, first + j, head / _group)) * _scale;
                    if (_fake is null) VectorMath.SoftMax(p);
                    else _fake.SoftMax(p);
                    output.Clear();
                    for (int j = 0; j < keys; j++) VectorMath.AddScaled(Slice(values, first + j, head / _group), p[j], output);
                    _fake?.RoundOutput(output);
                }
            }
        });
    }

    /// <summary>Writes the gradients of the last forward's q, k and v.</summary>
    public void Backward(RaggedBatch batch, Matrix q, Matrix k, Matrix v, Matrix dy, Matrix dq, Matrix dk, Matrix dv)
    {
        dq.Resize(q.Rows).Values.Clear();
        dk.Resize(k.Rows).Values.Clear();
        dv.Resize(v.Rows).Values.Clear();
        Parallelism.For(batch.Sentences, sentence =>
        {
            int first = batch.TokenOffsets[sentence], count = batch.TokenOffsets[sentence + 1] - first;
            Span<float> dp = count <= 256 ? stackalloc float[count] : new float[count];
            for (int head = 0; head < _heads; head++)
            {
                int shared = head / _group;
                for (int i = 0; i < count; i++)
                {
                    int keys = _causal ? i + 1 : count;
                    ReadOnlySpan<float> p = Probabilities(sentence, count, head, i, keys), output = Slice(dy, first + i, head), query = Slice(q, first + i, head);
                    Span<float> dquery = Slice(dq, first + i, head);
                    for (int j = 0; j < keys; j++)
                    {
                        dp[j] = VectorMath.Dot(output, Slice(v, first + j, shared));
                        Span<float> dvalue = Slice(dv, first + j, shared);
                        VectorMath.AddScaled(output, p[j], dvalue);
                    }
                    float mean = VectorMath.Dot(p, dp[..keys]);
                    for (int j = 0; j < keys; j++)
                    {
                        float dscore = p[j] * (dp[j] - mean) * _scale;
                        VectorMath.AddScaled(Slice(k, first + j, shared), dscore, dquery);
                        Span<float> dkey = Slice(dk, first + j, shared);
                        VectorMath.AddScaled(query, dscore, dkey);
                    }
                }
            }
        });
    }

    /// <summary>Makes room for [heads, tokens, tokens] probabilities of each sentence.</summary>
    private void Prepare(RaggedBatch batch)
    {
        if (_starts.Length <= batch.Sentences) _starts = new int[batch.Sentences + 1];
        for (int sentence = 0; sentence < batch.Sentences; sentence++)
        {
            int count = batch.TokenOffsets[sentence + 1] - batch.TokenOffsets[sentence];
            _starts[sentence + 1] = _starts[sentence] + (_heads * count * count);
        }
        if (_probabilities.Length < _starts[batch.Sentences]) _probabilities = new float[_starts[batch.Sentences] * 5 / 4];
    }

    private Span<float> Probabilities(int sentence, int count, int head, int query, int keys) =>
        _probabilities.AsSpan(_starts[sentence] + (((head * count) + query) * count), keys);

    private Span<float> Slice(Matrix matrix, int row, int head) => matrix.Row(row).Slice(head * _headDim, _headDim);
}
