using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Distillation;

/// <summary>A text with the vocabulary's numbers of its words.</summary>
/// <param name="Index">Place among the texts that were asked for.</param>
/// <param name="Text">As it was given.</param>
/// <param name="Ids">One a word; all 0 without a vocabulary.</param>
internal sealed record ReadText(int Index, string Text, long[] Ids);

/// <summary>The one input of an ONNX teacher: "text", string [batch], or "ids", int64 [batch, words].</summary>
internal sealed class OnnxInput
{
    private const string TextInput = "text", IdsInput = "ids";
    private const int MaxWords = 1024;
    private readonly WordReader _words = new(MaxWords);
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly string _name;

    /// <exception cref="InvalidDataException">The model takes something else, or the vocabulary does not go with it.</exception>
    public OnnxInput(string path, IReadOnlyDictionary<string, NodeMetadata> inputs, string? vocabulary)
    {
        if (inputs.Count != 1 || !(inputs.ContainsKey(TextInput) || inputs.ContainsKey(IdsInput)))
        {
            throw new InvalidDataException($"{path}: the model takes {List(inputs.Keys)}, but must take \"{TextInput}\" or \"{IdsInput}\" alone");
        }
        _name = inputs.Keys.Single();
        Type wanted = _name == TextInput ? typeof(string) : typeof(long);
        if (inputs[_name].ElementType != wanted) throw new InvalidDataException($"{path}: input \"{_name}\" must be a tensor of {(_name == TextInput ? "strings" : "int64")}");
        if (_name == TextInput != vocabulary is null)
        {
            throw new InvalidDataException(vocabulary is null
                ? $"{path}: the model takes \"{IdsInput}\", so it needs its vocabulary: a text file of words, one a line, the first standing for all others"
                : $"{path}: the model takes \"{TextInput}\", which needs no vocabulary; leave {vocabulary} out");
        }
        if (vocabulary is not null) ReadVocabulary(vocabulary);
    }

    /// <summary>Names in quotation marks.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    /// <summary>The words of a text; null when there is none, or more than can be read.</summary>
    public ReadText? Read(string text, int index)
    {
        if (!_words.Read(text) || _words.Normalizer.WordCount == 0) return null;
        return new ReadText(
            index, text, [.. Enumerable.Range(0, _words.Normalizer.WordCount).Select(word => _ids.GetValueOrDefault(Encoding.UTF8.GetString(_words.Word(word))))]);
    }

    /// <summary>The input of one call: texts with the same number of words.</summary>
    public NamedOnnxValue Tensor(IReadOnlyList<ReadText> texts) => _name == TextInput
        ? NamedOnnxValue.CreateFromTensor(_name, new DenseTensor<string>(texts.Select(text => text.Text).ToArray(), [texts.Count]))
        : NamedOnnxValue.CreateFromTensor(_name, new DenseTensor<long>(texts.SelectMany(text => text.Ids).ToArray(), [texts.Count, texts[0].Ids.Length]));

    private void ReadVocabulary(string path)
    {
        int line = 0;
        foreach (string word in File.ReadLines(path))
        {
            if (!_ids.TryAdd(word, line)) throw new InvalidDataException($"{path}:{line + 1}: \"{word}\" is in line {_ids[word] + 1} already; every word has one number");
            line++;
        }
        if (line == 0) throw new InvalidDataException($"{path}: the vocabulary is empty; its first line stands for unknown words");
    }
}
