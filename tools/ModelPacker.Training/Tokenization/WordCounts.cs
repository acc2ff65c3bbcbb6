using System.Text;
using ModelPacker.Core.Corpora;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Tokenization;

/// <summary>How often words stand in a corpus.</summary>
public static class WordCounts
{
    private const int MaxWords = 256;

    /// <summary>The counts of all normalised words; texts of more than 256 words are left out.</summary>
    public static Dictionary<string, long> Of(IEnumerable<Utterance> utterances)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var words = new WordReader(MaxWords);
        foreach (Utterance utterance in utterances)
        {
            if (!words.Read(utterance.Text)) continue;
            for (int word = 0; word < words.Normalizer.WordCount; word++)
            {
                string text = Encoding.UTF8.GetString(words.Word(word));
                counts[text] = counts.GetValueOrDefault(text) + 1;
            }
        }
        return counts;
    }
}
