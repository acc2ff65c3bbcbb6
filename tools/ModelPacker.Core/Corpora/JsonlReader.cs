using System.Globalization;
using ModelPacker.Core.Commands;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Reads labelled utterances, one JSON object a line (docs/command-file.md).</summary>
public sealed class JsonlReader
{
    private static readonly string[] Keys = ["text", "intent", "slots"];

    private readonly MistakeLog log;
    private readonly List<MappingItem> lines = [];

    private JsonlReader(string text, string file)
    {
        log = new MistakeLog(new SourceText(file, text));
        int start = 0;
        foreach (string line in text.Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                ReadLine(line, start);
            }

            start += line.Length + 1;
        }
    }

    /// <summary>Reads utterances of a known schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">What its intents, slots and values must belong to.</param>
    /// <param name="needSpans">
    /// Whether range, duration and open slots must have start and end, and each intent the slots that the schema says: yes to train, no to
    /// evaluate, where a label that the model cannot give is one that it misses.
    /// </param>
    /// <exception cref="InputException">The file has mistakes; the first twenty are listed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<Utterance> Load(string path, Schema schema, bool needSpans) =>
        Parse(File.ReadAllText(path), path, schema, needSpans);

    /// <summary>The same from text; <paramref name="file"/> is its name in messages.</summary>
    /// <exception cref="InputException">The text has mistakes; the first twenty are listed.</exception>
    public static IReadOnlyList<Utterance> Parse(string text, string file, Schema schema, bool needSpans)
    {
        JsonlReader reader = new(text, file);
        return reader.Bind(schema, needSpans);
    }

    /// <summary>Reads utterances and takes their schema from them: every slot is open, and required where no utterance of the intent lacks it.</summary>
    /// <param name="paths">The files, at least one; without its extension the name of the first becomes the schema's.</param>
    /// <exception cref="InputException">The file has mistakes; the first twenty are listed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (Schema Schema, IReadOnlyList<Utterance> Utterances) LoadAlone(params IReadOnlyList<string> paths) =>
        ParseAlone([.. paths.Select(path => (File.ReadAllText(path), path))]);

    /// <summary>The same from texts with their names in messages.</summary>
    /// <exception cref="InputException">A text has mistakes; the first twenty are listed.</exception>
    public static (Schema Schema, IReadOnlyList<Utterance> Utterances) ParseAlone(params IReadOnlyList<(string Text, string File)> texts)
    {
        JsonlReader[] readers = [.. texts.Select(text => new JsonlReader(text.Text, text.File))];
        foreach (JsonlReader reader in readers)
        {
            reader.log.ThrowIfAny();
        }

        Schema schema = SchemaInference.Infer(
            Path.GetFileNameWithoutExtension(texts[0].File),
            readers.SelectMany(reader => reader.lines).Select(line => (IntentName(line), SlotItems(line).Select(slot => slot.Name.Value))));
        return (schema, [.. readers.SelectMany(reader => reader.Bind(schema, needSpans: true))]);
    }

    private void ReadLine(string line, int start)
    {
        switch (JsonTree.Read(line, start, log))
        {
            case MappingItem mapping:
                if (mapping.Entries.Select(entry => entry.Key).FirstOrDefault(key => !Keys.Contains(key.Value)) is { } unknown)
                {
                    log.Error(unknown.Start, $"unknown key '{unknown.Value}'{Spelling.Hint(unknown.Value, Keys)}");
                    break;
                }

                if (mapping.Entries.Select(entry => entry.Key).GroupBy(key => key.Value).FirstOrDefault(keys => keys.Count() > 1) is { } twice)
                {
                    log.Error(twice.Last().Start, $"'{twice.Key}' is here twice; remove one");
                    break;
                }

                lines.Add(mapping);
                break;
            case { } other:
                log.Error(other.Start, "a line must be a JSON object; write {\"text\":\"...\",\"intent\":\"...\",\"slots\":[]}");
                break;
        }
    }

    private IReadOnlyList<Utterance> Bind(Schema schema, bool needSpans)
    {
        List<Utterance> utterances = [];
        UtteranceBinder binder = new(log, schema, needSpans);
        foreach (MappingItem line in lines)
        {
            utterances.Add(binder.Bind(line, SlotItems(line)));
        }

        log.ThrowIfAny();
        return utterances;
    }

    private static string? IntentName(MappingItem line) =>
        line.Find("intent") is ScalarItem intent && !UtteranceBinder.IsOutOfScope(intent) ? intent.Value : null;

    /// <summary>The slots of a line from either form: an array of objects, or an object of values.</summary>
    private static List<SlotItem> SlotItems(MappingItem line) => line.Find("slots") switch
    {
        MappingItem mapping => mapping.Entries.Select(entry => new SlotItem(entry.Key, entry.Value, null, null, null)).ToList(),
        ListItem list => list.Items.OfType<MappingItem>().Where(item => item.Find("slot") is ScalarItem).Select(item => new SlotItem(
            (ScalarItem)item.Find("slot")!, item.Find("value"), item.Find("start"), item.Find("end"), item)).ToList(),
        _ => [],
    };
}

/// <summary>A slot of a line as written; <paramref name="Whole"/> is null in the short form, an object of values.</summary>
internal sealed record SlotItem(ScalarItem Name, SourceItem? Value, SourceItem? Start, SourceItem? End, MappingItem? Whole)
{
    /// <summary>A number as an integer, or null.</summary>
    public static int? Integer(SourceItem? item) =>
        item is ScalarItem scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;
}
