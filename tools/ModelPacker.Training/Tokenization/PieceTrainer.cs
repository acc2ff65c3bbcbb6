using ModelPacker.Core.Model;

namespace ModelPacker.Training.Tokenization;

/// <summary>
/// Learns subwords by byte-pair encoding's merges (Sennrich et al., "Neural machine translation of rare words with subword units", 2016)
/// over characters; ties are broken by the pieces' text, so that a corpus always gives the same pieces. The encoder then takes the longest
/// piece at each point, whatever merges made it.
/// </summary>
public sealed class PieceTrainer
{
    private const string BaseAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789'-.%:";
    private const int RarestMerge = 2;
    private readonly List<string> _symbols = [];
    private readonly Dictionary<string, int> _symbolIndex = new(StringComparer.Ordinal);
    private readonly List<(List<int> Symbols, long Count)> _words = [];
    private readonly Dictionary<(int, int), long> _pairCounts = [];
    private readonly Dictionary<(int, int), HashSet<int>> _pairWords = [];

    private PieceTrainer()
    {
    }

    /// <summary>
    /// Pieces in the order of their embedding rows: <c>&lt;unk&gt;</c>, <c>&lt;end&gt;</c>, every character of the corpus and of English, with and
    /// without a space before it, then what frequent words have in common. Digits stay alone.
    /// </summary>
    /// <param name="wordCounts">Normalised words and how often they occur.</param>
    /// <param name="limit">Most pieces, specials included.</param>
    /// <exception cref="ArgumentException">The limit leaves no room for the single characters.</exception>
    public static IReadOnlyList<string> Train(IReadOnlyDictionary<string, long> wordCounts, int limit)
    {
        var trainer = new PieceTrainer();
        SortedSet<string> characters = Characters(wordCounts);
        int least = Least(wordCounts);
        if (limit < least)
        {
            throw new ArgumentException($"{limit} pieces are too few: the {characters.Count} characters of the corpus alone need {least}; raise the number of pieces", nameof(limit));
        }
        foreach (string character in characters) trainer.Symbol(" " + character);
        foreach (string character in characters) trainer.Symbol(character);
        foreach ((string word, long count) in wordCounts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) trainer.AddWord(word, count);
        while (trainer._symbols.Count + 2 < limit && trainer.MergeBest())
        {
        }
        string[] specials = new string[2];
        (specials[Checkpoint.UnknownPiece], specials[Checkpoint.EndPiece]) = ("<unk>", "<end>");
        return [.. specials, .. trainer._symbols];
    }

    /// <summary>The fewest pieces that words can do with: the specials and the single characters.</summary>
    public static int Least(IReadOnlyDictionary<string, long> wordCounts) => 2 + (2 * Characters(wordCounts).Count);

    private static SortedSet<string> Characters(IReadOnlyDictionary<string, long> wordCounts)
    {
        var characters = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string word in wordCounts.Keys.Append(BaseAlphabet)) characters.UnionWith(word.EnumerateRunes().Select(rune => rune.ToString()));
        return characters;
    }

    private int Symbol(string text)
    {
        if (!_symbolIndex.TryGetValue(text, out int index))
        {
            _symbolIndex.Add(text, index = _symbols.Count);
            _symbols.Add(text);
        }
        return index;
    }

    private void AddWord(string word, long count)
    {
        List<int> symbols = [.. word.EnumerateRunes().Select((rune, i) => _symbolIndex[i == 0 ? " " + rune : rune.ToString()])];
        _words.Add((symbols, count));
        CountPairs(_words.Count - 1, count);
    }

    private void CountPairs(int word, long count)
    {
        List<int> symbols = _words[word].Symbols;
        for (int i = 0; i + 1 < symbols.Count; i++)
        {
            (int, int) pair = (symbols[i], symbols[i + 1]);
            if (EndsInDigit(pair.Item1) || EndsInDigit(pair.Item2)) continue;
            _pairCounts[pair] = _pairCounts.GetValueOrDefault(pair) + count;
            if (count < 0) continue;
            if (!_pairWords.TryGetValue(pair, out HashSet<int>? words)) _pairWords.Add(pair, words = []);
            words.Add(word);
        }
    }

    /// <summary>Whether the symbol is a digit: merges never take one in, so its last character tells.</summary>
    private bool EndsInDigit(int symbol) => char.IsAsciiDigit(_symbols[symbol][^1]);

    private bool MergeBest()
    {
        (int, int) best = default;
        long bestCount = RarestMerge - 1;
        string bestText = "";
        foreach (((int, int) pair, long count) in _pairCounts)
        {
            if (count < bestCount) continue;
            string text = _symbols[pair.Item1] + _symbols[pair.Item2];
            if (count > bestCount || string.CompareOrdinal(text, bestText) < 0) (best, bestCount, bestText) = (pair, count, text);
        }
        if (bestCount < RarestMerge) return false;
        int merged = Symbol(bestText);
        foreach (int word in _pairWords[best].Order())
        {
            (List<int> symbols, long count) = _words[word];
            CountPairs(word, -count);
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                if ((symbols[i], symbols[i + 1]) != best) continue;
                symbols[i] = merged;
                symbols.RemoveAt(i + 1);
            }
            CountPairs(word, count);
        }
        _pairCounts.Remove(best);
        _pairWords.Remove(best);
        return true;
    }
}
