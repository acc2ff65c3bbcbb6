using ModelPacker.Core.Model;

namespace ModelPacker.Training.Network;

/// <summary>The best path of tags through a sentence, by Viterbi's algorithm; the float twin of the device's decoding.</summary>
public static class TagPath
{
    /// <summary>The legal path of highest score; of equal ones, that with the lower tags from the end on.</summary>
    /// <param name="logits">[words, tags].</param>
    /// <param name="transitions">[tags, tags], (from, to); empty: all zero.</param>
    /// <param name="allowed">[tags]: which tags the path may have; O must be among them.</param>
    public static int[] Best(ReadOnlySpan<float> logits, ReadOnlySpan<float> transitions, ReadOnlySpan<bool> allowed)
    {
        int tags = allowed.Length, words = logits.Length / tags;
        var from = new int[words * tags];
        float[] score = new float[tags], next = new float[tags];
        for (int word = 0; word < words; word++)
        {
            for (int to = 0; to < tags; to++)
            {
                float best = float.NegativeInfinity;
                for (int tag = 0; tag < tags && word > 0 && allowed[to]; tag++)
                {
                    if (!BioTags.MayFollow(tag, to)) continue;
                    float reached = score[tag] + (transitions.IsEmpty ? 0 : transitions[(tag * tags) + to]);
                    if (reached > best) (best, from[(word * tags) + to]) = (reached, tag);
                }
                if (word == 0 && allowed[to] && BioTags.MayStart(to)) best = 0;
                next[to] = best + logits[(word * tags) + to];
            }
            (score, next) = (next, score);
        }
        var path = new int[words];
        int state = Array.IndexOf(score, score.Max());
        for (int word = words - 1; word >= 0; word--)
        {
            path[word] = state;
            state = from[(word * tags) + state];
        }
        return path;
    }
}
