using System.Text;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Baseline;

/// <summary>
/// Texts as sparse vectors of length 1: word n-grams and character n-grams of the firmware's normalised words, half of the squared length
/// each. Not thread safe.
/// </summary>
internal sealed class NgramFeatures
{
    private const int MaxWords = 1024, Grain = 256;
    private static readonly double Half = Math.Sqrt(0.5);
    private readonly WordReader _reader = new(MaxWords);
    private readonly TfIdf _words, _characters;

    /// <summary>Takes the features from the texts; those that are too long give none.</summary>
    public NgramFeatures(IReadOnlyList<string> texts, LinearOptions options)
    {
        string[] padded = [.. texts.Select(Pad)];
        _words = new TfIdf(text => Ngrams.OfWords(text, options.WordNgram), padded);
        _characters = new TfIdf(text => Ngrams.OfCharacters(text, options.ShortestCharacterNgram, options.LongestCharacterNgram), padded);
    }

    /// <summary>Number of features.</summary>
    public int Count => _words.Count + _characters.Count;

    /// <summary>Whether the normaliser can read a text.</summary>
    public bool Fits(string text) => _reader.Read(text);

    /// <summary>The vector of a text; empty when nothing in it is known, or it is too long.</summary>
    public SparseVector Vector(string text) => VectorOfPadded(Pad(text));

    /// <summary>The vectors of texts, row by row.</summary>
    public SparseMatrix Matrix(IReadOnlyList<string> texts)
    {
        string[] padded = [.. texts.Select(Pad)];
        var rows = new SparseVector[texts.Count];
        Parallelism.Ranges(rows.Length, Grain, (first, end) =>
        {
            for (int i = first; i < end; i++) rows[i] = VectorOfPadded(padded[i]);
        });
        return new SparseMatrix(rows);
    }

    private SparseVector VectorOfPadded(string padded)
    {
        SparseVector words = _words.Vector(padded, Half), characters = _characters.Vector(padded, Half);
        return new SparseVector(
            [.. words.Columns, .. characters.Columns.Select(column => column + _words.Count)],
            [.. words.Values, .. characters.Values]);
    }

    private string Pad(string text) =>
        _reader.Read(text) ? $" {Encoding.UTF8.GetString(_reader.Normalizer.Text, 0, _reader.Normalizer.TextBytes)} " : " ";
}
