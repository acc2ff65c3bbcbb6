using System.Text;
using System.Text.Json;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Distillation;

/// <summary>What another model thought, from a file of one JSON object a line (docs/training.md, "Teachers from elsewhere").</summary>
public sealed class LogitFileTeacher : ITeacher
{
    private const string OutOfScope = "out_of_scope";
    private const int MaxWords = 1024, MostMistakes = 20;
    private readonly Dictionary<string, (SoftTarget Target, int Line)> _targets = new(StringComparer.Ordinal);
    private readonly WordReader _words = new(MaxWords);
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal) { [OutOfScope] = 0 };
    private readonly Schema _schema;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="schema">What its intents and tags must belong to.</param>
    /// <exception cref="InputException">The file has mistakes; the first twenty are listed with their lines.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public LogitFileTeacher(string path, Schema schema)
    {
        _schema = schema;
        for (int i = 0; i < schema.Intents.Count; i++) _classes[schema.Intents[i].Name] = i + 1;
        var mistakes = new List<Mistake>();
        int number = 0, unlisted = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            (int column, string? message) = Read(line, number);
            if (message is null) continue;
            if (mistakes.Count < MostMistakes) mistakes.Add(new Mistake(path, number, column, message));
            else unlisted++;
        }
        if (mistakes.Count > 0) throw new InputException(mistakes, unlisted);
    }

    /// <summary>Texts in the file.</summary>
    public int Count => _targets.Count;

    /// <summary>The targets of each text, in order; null for a text that is not in the file, letter by letter.</summary>
    public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts) =>
        [.. texts.Select(text => _targets.TryGetValue(text, out (SoftTarget Target, int Line) found) ? found.Target : null)];

    // Takes a line; returns where and what is wrong with it, or null.
    private (int Column, string? Message) Read(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            Add(document.RootElement, number);
            return (1, null);
        }
        catch (JsonException e)
        {
            int before = Encoding.UTF8.GetCharCount(Encoding.UTF8.GetBytes(line), 0, (int)(e.BytePositionInLine ?? 0));
            return (before + 1, "this line is not JSON; write {\"text\":\"...\",\"intent\":[...]} on one line, numbers in digits");
        }
        catch (InvalidDataException e)
        {
            return (1, e.Message);
        }
    }

    private void Add(JsonElement line, int number)
    {
        if (line.ValueKind != JsonValueKind.Object) throw new InvalidDataException("a line must be a JSON object");
        foreach (JsonProperty property in line.EnumerateObject())
        {
            if (property.Name is not ("text" or "intent" or "tags")) throw new InvalidDataException($"unknown key '{property.Name}'; there are text, intent and tags");
        }
        if (!line.TryGetProperty("text", out JsonElement text) || text.ValueKind != JsonValueKind.String) throw new InvalidDataException("\"text\" is missing, or no string");
        if (!line.TryGetProperty("intent", out JsonElement intent)) throw new InvalidDataException("\"intent\" is missing; give its logits");
        float[] sentence = intent.ValueKind == JsonValueKind.Object ? NamedIntents(intent) : Intents(Numbers(intent, "\"intent\""));
        float[]? tags = line.TryGetProperty("tags", out JsonElement rows) && rows.ValueKind != JsonValueKind.Null ? Tags(text.GetString()!, rows) : null;
        if (!_targets.TryAdd(text.GetString()!, (new SoftTarget(sentence, tags), number)))
        {
            throw new InvalidDataException($"this text is in line {_targets[text.GetString()!].Line} already; keep one of both");
        }
    }

    private float[] NamedIntents(JsonElement intent)
    {
        var given = new float?[1 + _schema.Intents.Count];
        foreach (JsonProperty property in intent.EnumerateObject())
        {
            if (!_classes.TryGetValue(property.Name, out int index)) throw new InvalidDataException($"unknown intent '{property.Name}'");
            given[index] = Number(property.Value, $"the logit of '{property.Name}'");
        }
        if (given.All(logit => logit is null)) throw new InvalidDataException("\"intent\" names no intent; give at least one logit");
        float unknown = given.Max()!.Value + IntentLogits.Unknown;
        return [.. given.Select(logit => logit ?? unknown)];
    }

    private float[] Intents(float[] logits)
    {
        int intents = _schema.Intents.Count;
        if (logits.Length == intents) return IntentLogits.WithoutOutOfScope(logits);
        return logits.Length == 1 + intents || logits.Length == _schema.SentenceOutputs ? logits : throw new InvalidDataException(
            $"\"intent\" has {logits.Length} logits, but must have {intents} (the intents), {1 + intents} (out of scope first) or {_schema.SentenceOutputs} (all sentence outputs)");
    }

    private float[] Tags(string text, JsonElement rows)
    {
        if (!_words.Read(text)) throw new InvalidDataException($"the text is too long: at most {MaxWords} words can have tags");
        int words = _words.Normalizer.WordCount;
        if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() != words)
        {
            throw new InvalidDataException($"\"tags\" must be an array with a row for each of the text's {words} words");
        }
        float[][] logits = [.. rows.EnumerateArray().Select((row, word) => Numbers(row, $"row {word + 1} of \"tags\""))];
        int wrong = Array.FindIndex(logits, row => row.Length != _schema.TagOutputs);
        return wrong < 0 ? [.. logits.SelectMany(row => row)]
            : throw new InvalidDataException($"row {wrong + 1} of \"tags\" has {logits[wrong].Length} logits, but there are {_schema.TagOutputs} tags");
    }

    private static float[] Numbers(JsonElement array, string what) => array.ValueKind == JsonValueKind.Array
        ? [.. array.EnumerateArray().Select(number => Number(number, $"an element of {what}"))]
        : throw new InvalidDataException($"{what} must be an array of numbers");

    private static float Number(JsonElement number, string what) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out float value) && float.IsFinite(value) ? value
            : throw new InvalidDataException($"{what} is no finite number");
}
