using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Commands;

/// <summary>How the values of a slot are said.</summary>
/// <param name="Spoken">Lists: for each value its spoken forms, the canonical name's first. Empty for the other kinds.</param>
/// <param name="Examples">Open slots: what their spans look like. Empty for the other kinds.</param>
public sealed record SlotForms(IReadOnlyList<IReadOnlyList<string>> Spoken, IReadOnlyList<string> Examples);

/// <summary>A sentence template of an intent.</summary>
/// <param name="Intent">Index of the intent.</param>
/// <param name="Body">The template.</param>
/// <param name="Implied">List slots that the words imply, each with the index of its value.</param>
public sealed record Sentence(int Intent, Template Body, IReadOnlyList<(int Slot, int Value)> Implied);

/// <summary>What may stand around a sentence: "could you * for me".</summary>
public sealed record Carrier(Template Before, Template After);

/// <summary>
/// What a device understands: the schema and the ways people say it, as read from a command file (docs/command-file.md).
/// </summary>
/// <param name="Schema">Intents, slots and actions.</param>
/// <param name="Language">"en" and other codes; number words and durations are known in "en" only.</param>
/// <param name="Forms">One for each slot of the schema.</param>
/// <param name="Sentences">All sentence templates, intent after intent.</param>
/// <param name="OutOfScope">What must be refused.</param>
/// <param name="Carriers">What sentences are wrapped in now and then.</param>
/// <param name="Warnings">Doubtful places, in the order found.</param>
public sealed record CommandFile(
    Schema Schema,
    string Language,
    IReadOnlyList<SlotForms> Forms,
    IReadOnlyList<Sentence> Sentences,
    IReadOnlyList<Template> OutOfScope,
    IReadOnlyList<Carrier> Carriers,
    IReadOnlyList<Mistake> Warnings)
{
    /// <summary>Reads a command file.</summary>
    /// <exception cref="InputException">It has mistakes; the first twenty are listed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CommandFile Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a command file from text; <paramref name="file"/> is its name in messages.</summary>
    /// <exception cref="InputException">It has mistakes; the first twenty are listed.</exception>
    public static CommandFile Parse(string text, string file)
    {
        SourceText source = new(file, text);
        MistakeLog log = new(source);
        SourceItem? root = YamlTree.Read(source, log);
        log.ThrowIfAny();
        return new CommandFileReader(log).Read(root);
    }
}
