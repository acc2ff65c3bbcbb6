namespace ModelPacker.Training.Network;

/// <summary>
/// The tokens of several sentences, one after the other without padding: sentence s has the tokens from <c>TokenOffsets[s]</c> to before
/// <c>TokenOffsets[s + 1]</c>, and its words likewise. Arrays may be longer than what is in use.
/// </summary>
public sealed class RaggedBatch
{
    private int[] _tokenOffsets = new int[2], _wordOffsets = new int[2], _pieces = [], _positions = [], _ngramOffsets = new int[1], _ngramRows = [], _wordTokens = [];

    /// <summary>Number of sentences.</summary>
    public int Sentences { get; private set; }

    /// <summary>Number of tokens of all sentences.</summary>
    public int Tokens => _tokenOffsets[Sentences];

    /// <summary>Number of words of all sentences.</summary>
    public int Words => _wordOffsets[Sentences];

    /// <summary>[sentences + 1]: first token of each sentence, and the end.</summary>
    public ReadOnlySpan<int> TokenOffsets => _tokenOffsets.AsSpan(0, Sentences + 1);

    /// <summary>[sentences + 1]: first word of each sentence, and the end.</summary>
    public ReadOnlySpan<int> WordOffsets => _wordOffsets.AsSpan(0, Sentences + 1);

    /// <summary>[tokens]: row of the piece embedding.</summary>
    public ReadOnlySpan<int> Pieces => _pieces.AsSpan(0, Tokens);

    /// <summary>[tokens]: position in the sentence.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, Tokens);

    /// <summary>[words]: the word's first token, counted in the batch.</summary>
    public ReadOnlySpan<int> WordTokens => _wordTokens.AsSpan(0, Words);

    /// <summary>Rows of the n-gram embedding of token <paramref name="token"/>; none unless it starts a word.</summary>
    public ReadOnlySpan<int> NgramsOf(int token) => _ngramRows.AsSpan(_ngramOffsets[token], _ngramOffsets[token + 1] - _ngramOffsets[token]);

    /// <summary>Takes all sentences out.</summary>
    public void Clear() => Sentences = 0;

    /// <summary>Adds a sentence.</summary>
    /// <param name="tokens">The sentence.</param>
    /// <param name="keepsNgrams">Whether a word (by number) keeps its n-gram rows.</param>
    public void Add(TokenizedText tokens, Func<int, bool> keepsNgrams)
    {
        int firstToken = Tokens, firstWord = Words, count = tokens.Pieces.Length, words = tokens.WordTokens.Length;
        Grow(ref _tokenOffsets, Sentences + 2);
        Grow(ref _wordOffsets, Sentences + 2);
        Grow(ref _pieces, firstToken + count);
        Grow(ref _positions, firstToken + count);
        Grow(ref _ngramOffsets, firstToken + count + 1);
        Grow(ref _ngramRows, _ngramOffsets[firstToken] + tokens.NgramRows.Length);
        Grow(ref _wordTokens, firstWord + words);
        int word = 0, rows = _ngramOffsets[firstToken];
        for (int i = 0; i < count; i++)
        {
            _pieces[firstToken + i] = tokens.Pieces[i];
            _positions[firstToken + i] = i;
            if (word < words && tokens.WordTokens[word] == i)
            {
                _wordTokens[firstWord + word] = firstToken + i;
                ReadOnlySpan<int> ngrams = tokens.NgramsOfWord(word);
                if (!ngrams.IsEmpty && keepsNgrams(word))
                {
                    ngrams.CopyTo(_ngramRows.AsSpan(rows));
                    rows += ngrams.Length;
                }
                word++;
            }
            _ngramOffsets[firstToken + i + 1] = rows;
        }
        Sentences++;
        _tokenOffsets[Sentences] = firstToken + count;
        _wordOffsets[Sentences] = firstWord + words;
    }

    private static void Grow(ref int[] array, int count)
    {
        if (array.Length < count) Array.Resize(ref array, Math.Max(count, array.Length * 2));
    }
}
