using System.Runtime.InteropServices;

namespace ModelPacker.Training.Baseline;

/// <summary>
/// The n-grams of the training texts, each a feature of its own, weighted by (1 + ln count in the text) * (1 + ln((1 + texts) / (1 + texts with
/// it))): sublinear term frequency and smoothed inverse document frequency (Manning, Raghavan and Schuetze, "Introduction to Information
/// Retrieval", 2008, chapter 6).
/// </summary>
internal sealed class TfIdf
{
    private readonly Func<string, List<TextSpan>> _split;
    private readonly Dictionary<string, int> _features = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly double[] _inverseDocumentFrequency;

    /// <summary>Features of what <paramref name="split"/> finds in <paramref name="texts"/>, numbered as they come.</summary>
    public TfIdf(Func<string, List<TextSpan>> split, IReadOnlyList<string> texts)
    {
        _split = split;
        _lookup = _features.GetAlternateLookup<ReadOnlySpan<char>>();
        List<int> documents = [], lastText = [];
        for (int text = 0; text < texts.Count; text++)
        {
            foreach (TextSpan span in split(texts[text]))
            {
                ref int feature = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, texts[text].AsSpan(span.Start, span.Length), out bool known);
                if (!known)
                {
                    feature = documents.Count;
                    documents.Add(0);
                    lastText.Add(-1);
                }
                if (lastText[feature] == text) continue;
                lastText[feature] = text;
                documents[feature]++;
            }
        }
        _inverseDocumentFrequency = [.. documents.Select(count => 1 + Math.Log((1.0 + texts.Count) / (1.0 + count)))];
    }

    /// <summary>Number of features.</summary>
    public int Count => _inverseDocumentFrequency.Length;

    /// <summary>The features of a text, scaled to this length; n-grams that are no features are left out, and of none nothing is left.</summary>
    public SparseVector Vector(string text, double length)
    {
        var found = new List<int>();
        foreach (TextSpan span in _split(text))
        {
            if (_lookup.TryGetValue(text.AsSpan(span.Start, span.Length), out int feature)) found.Add(feature);
        }
        found.Sort();
        List<int> columns = [];
        List<double> values = [];
        for (int i = 0; i < found.Count;)
        {
            int count = 1;
            while (i + count < found.Count && found[i + count] == found[i]) count++;
            columns.Add(found[i]);
            values.Add((1 + Math.Log(count)) * _inverseDocumentFrequency[found[i]]);
            i += count;
        }
        double norm = Math.Sqrt(values.Sum(value => value * value));
        return new SparseVector([.. columns], [.. values.Select(value => (float)(length * value / norm))]);
    }
}
